"""The words of the scene world: what can be seen, and every plain English name a person may give it.

The first name of each entry is the one the prompt engine's lexicon uses.
"""

from collections.abc import Mapping
from types import MappingProxyType


def table(**entries: str) -> Mapping[str, tuple[str, ...]]:
    """`key="name|synonym|…"`; underscores of a key stand for spaces nowhere but in code."""
    return MappingProxyType({key: tuple(names.split("|")) for key, names in entries.items()})


COLOURS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "red": (222, 52, 52),
        "orange": (244, 144, 40),
        "yellow": (250, 214, 62),
        "green": (70, 168, 80),
        "blue": (56, 112, 222),
        "cyan": (112, 206, 232),
        "purple": (146, 82, 190),
        "pink": (246, 150, 182),
        "white": (246, 246, 242),
        "black": (44, 44, 52),
        "brown": (140, 92, 58),
        "gray": (146, 150, 158),
    }
)
COLOUR_NAMES = table(
    red="red", orange="orange", yellow="yellow", green="green", blue="blue",
    cyan="sky blue|cyan|light blue", purple="purple|violet", pink="pink",
    white="white", black="black", brown="brown", gray="gray|grey",
)  # fmt: skip

ANIMALS = table(
    cat="cat|kitten", dog="dog|puppy", rabbit="rabbit|bunny", bear="bear|teddy bear", bird="bird", duck="duck",
    penguin="penguin", fish="fish", whale="whale", butterfly="butterfly", turtle="turtle|sea turtle",
)  # fmt: skip
PEOPLE = table(
    woman="woman|girl|lady|person", man="man|boy|guy|person",
    hanbok="woman in hanbok|girl in hanbok|hanbok|woman wearing hanbok|hanbok traditional korean dress|"
    "woman wearing hanbok traditional korean dress",
)  # fmt: skip
BUILDINGS = table(
    house="house|cottage|home", castle="castle", lighthouse="lighthouse", tent="tent",
    pagoda="pagoda|temple|tower|stone pagoda|buddhist temple", windmill="windmill",
)  # fmt: skip
VEHICLES = table(
    car="car", bus="bus", boat="boat|sailboat|ship|sailing ship", plane="airplane|plane",
    rocket="rocket|spaceship", balloon="hot air balloon|balloon",
)  # fmt: skip
NATURE = table(
    tree="tree", pine="pine tree|fir tree", flower="flower|blossom", mushroom="mushroom", cactus="cactus",
    snowman="snowman",
)  # fmt: skip
ITEMS = table(
    apple="apple", cup="cup|mug|coffee", ball="ball", heart="heart", star="star", umbrella="umbrella",
    robot="robot", cake="cake|birthday cake", gift="gift|present|gift box", lantern="lantern|lamp",
    table="table", book="book",
)  # fmt: skip
SHAPES = table(circle="circle", square="square", triangle="triangle")

OBJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {**ANIMALS, **PEOPLE, **BUILDINGS, **VEHICLES, **NATURE, **ITEMS, **SHAPES}
)
CORE = (
    "cat", "dog", "rabbit", "bird", "fish", "whale", "woman", "man", "hanbok", "house", "castle", "lighthouse",
    "car", "boat", "rocket", "balloon", "tree", "flower", "mushroom", "snowman", "apple", "cup", "ball", "heart",
    "star", "umbrella",
)  # fmt: skip  # what a training on a CPU should be content with

PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "woman": "women", "person": "people", "man": "men", "lady": "ladies", "bunny": "bunnies",
        "puppy": "puppies", "fish": "fish", "butterfly": "butterflies", "bus": "buses", "cactus": "cacti",
        "box": "boxes", "blossom": "blossoms", "woman in hanbok": "women in hanbok",
        "girl in hanbok": "girls in hanbok", "hanbok": "women in hanbok",
        "woman wearing hanbok": "women wearing hanbok",
        "hanbok traditional korean dress": "women wearing hanbok traditional korean dress",
        "woman wearing hanbok traditional korean dress": "women wearing hanbok traditional korean dress",
        "gift box": "gift boxes", "coffee": "cups", "snowman": "snowmen",
    }
)  # fmt: skip

PLACES = table(
    sea="sea|ocean", beach="beach|seaside", field="field|meadow|grass|hills|grassy field|flower field",
    mountain="mountain|mountains", forest="forest|woods", desert="desert|sand dunes", city="city|city skyline|town",
    village="tiled-roof village|village|hanok village|korean tiled-roof house|hanok traditional korean house|hanok",
    room="room|indoors", space="space|outer space",
    plain="plain background|simple background",
)  # fmt: skip
TIMES = table(
    day="day|daytime|daylight", sunset="sunset|dusk|evening|sunset glow", night="night|nighttime|night sky",
    dawn="dawn|sunrise|morning|dawn sky|early morning",
)  # fmt: skip
WEATHERS = table(
    clear="clear sky|sunny", clouds="clouds|cloudy|cloudy sky", rain="rain|raining|rainy", snow="snow|snowing|snowfall",
    fog="fog|foggy|mist",
)  # fmt: skip
SEASONS = table(spring="spring|cherry blossoms", autumn="autumn|fall|autumn leaves", winter="winter|snowy")
LIGHTS = table(sun="sun", moon="moon", stars="stars|starry sky", rainbow="rainbow|rainbow in the sky")
STYLES = table(
    flat="flat illustration|vector art|flat colors", watercolor="watercolor|watercolor painting|watercolor style",
    ink="ink|ink painting|ink wash|ink wash painting", pencil="pencil sketch|pencil drawing|sketch|pencil",
    pixel="pixel art", neon="neon|neon lights|neon sign|night neon",
)  # fmt: skip
SIZES = table(small="small|little|tiny", medium="", big="big|large|huge")
SPOTS = table(left="on the left", center="in the center", right="on the right")
NUMBERS: Mapping[int, tuple[str, ...]] = MappingProxyType({2: ("two", "2"), 3: ("three", "3")})
