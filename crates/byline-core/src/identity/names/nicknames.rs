//! Nicknames: Bill is William, Kate is Catherine, Pepe is José.
//!
//! No likeness of letters finds these, so they are written down: short forms in use in English,
//! Spanish, German, French and Portuguese that do not begin like the name. A short form that does,
//! as Alex for Alexander, needs no line. One short form can belong to several names.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Names, each with the short forms that people go by, folded.
const NAMES: [(&str, &str); 90] = [
    ("abigail", "gail"),
    ("albert", "bert"),
    ("alejandro alejandra", "jandro ale"),
    ("alexander alexandra alexandre", "sandy sasha sander sandra lex xander"),
    ("alfred alfredo", "fred freddie freddy fredo"),
    ("andrew andreas", "drew andy"),
    ("anne anna hannah", "annie nancy nan nina"),
    ("anthony antonio antoine", "tony toni tono"),
    ("antonia antoinette", "toni nettie"),
    ("arthur", "art"),
    ("augustus augustine agustin", "gus tino"),
    ("barbara", "babs barb bobbie"),
    ("bartholomew", "bart"),
    ("benjamin", "benny bennie"),
    ("bernard bernhard", "bernie"),
    ("bernice veronica", "bunny ronnie"),
    ("carolyn caroline", "carrie lynn"),
    ("catherine katherine kathryn catarina katharina", "kate katie kathy cathy kitty kit kay cat"),
    ("charles carlos karl", "chuck charlie charley chas kalle"),
    ("charlotte", "lottie lotte charlie"),
    ("christina christine kristina", "tina chris kris chrissy"),
    ("christopher christian", "kit chris topher kris"),
    ("concepcion", "concha conchita"),
    ("consuelo", "chelo"),
    ("cynthia", "cindy"),
    ("daniel", "danny dan"),
    ("david", "dave davy"),
    ("deborah", "debbie debra"),
    ("dolores", "lola lolita"),
    ("donald", "don donnie"),
    ("dorothy dorothea", "dot dolly thea"),
    ("edmund edward eduardo edouard", "ned ted teddy eddie lalo edu"),
    ("eleanor helen ellen", "nell nellie nora ellie lena"),
    (
        "elizabeth elisabeth isabel",
        "liz lizzie beth betty betsy bess eliza libby lisa lily sissi bela",
    ),
    ("emanuel manuel emmanuel", "manny manolo manu"),
    ("enrique heinrich henri", "quique kike heinz heiko"),
    ("ernest ernesto ernst", "ernie neto"),
    ("eugene", "gene"),
    ("ferdinand fernando", "nando ferdi"),
    ("florence", "flo flossie"),
    ("frances francesca franziska", "fanny fran franny franzi sissy"),
    ("francis francisco franz", "frank paco pancho frankie chico"),
    ("frederick friedrich federico", "fritz fred fede"),
    ("gertrude", "trudy gertie"),
    ("gerald gerard", "jerry gerry"),
    ("gregory", "greg"),
    ("guadalupe", "lupe lupita"),
    ("guillermo", "memo guille"),
    ("harold", "hal harry"),
    ("henry", "hank harry hal"),
    ("ignacio", "nacho"),
    ("jacob james jaime santiago", "jim jimmy jimmie jamie jake jack diego"),
    ("jane janet joan johanna", "jenny jan hanna jo"),
    ("jean john johannes juan joao", "jack johnny jon hans sean ian"),
    ("jennifer", "jenny jen"),
    ("jessica", "jess jessie"),
    ("jose joseph josef", "pepe joe joey sepp chepe ze"),
    ("josephine josefina", "jo josie pepa fina"),
    ("judith", "judy"),
    ("lawrence lorenzo laurence", "larry renzo laurie lars"),
    ("leonard leonardo", "len lenny leo"),
    ("louis luis ludwig", "lou lucho lutz"),
    ("lucille lucia", "lucy lulu"),
    (
        "margaret margarete margarita margarida",
        "maggie meg peggy greta gretchen daisy rita marge guida",
    ),
    ("maria mary marie", "molly polly mamie mitzi maruja mia"),
    ("martha", "patty mattie"),
    ("matilda", "tilly maud"),
    ("maximilian maximiliano", "max"),
    ("michael miguel michel mikhail", "mike mick mickey micky misha micha"),
    ("nathaniel nathan jonathan", "nate nat"),
    ("nicholas nicolas nikolaus", "nick nicky klaus nico"),
    ("olivia oliver", "liv livvy ollie"),
    ("pamela", "pam"),
    ("patricia", "pat patty tricia trish tish"),
    ("patrick", "paddy pat"),
    ("peter pedro", "pete piet"),
    ("philip philippe felipe", "pip phil"),
    ("raymond", "ray"),
    ("rebecca", "becky becca"),
    ("richard ricardo", "dick rick ricky richie rich"),
    ("robert roberto", "bob bobby rob robbie beto bert"),
    ("ronald", "ron ronnie"),
    ("rosario", "charo"),
    ("samuel samantha", "sam sammy"),
    ("stephen steven stefan esteban", "steve stevie"),
    ("susan suzanne susanne", "sue susie suzy"),
    ("theodore teodoro", "ted teddy theo teo"),
    ("theresa teresa", "terry tess tere"),
    ("thomas", "tom tommy"),
    ("william wilhelm guillaume", "bill billy will willy willie liam"),
];

/// What a word is short or long for, one bit a line of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Nickname {
    whole: u128,
    short: u128,
}

impl Nickname {
    /// What a folded word is short or long for; nothing for most words.
    pub fn of(word: &str) -> Self {
        static KNOWN: LazyLock<HashMap<&str, Nickname>> = LazyLock::new(known);
        KNOWN.get(word).copied().unwrap_or_default()
    }

    /// Whether one is a nickname of the other, or both are nicknames of one name.
    pub fn is_like(self, other: Self) -> bool {
        self.short & (other.short | other.whole) != 0 || self.whole & other.short != 0
    }
}

fn known() -> HashMap<&'static str, Nickname> {
    let mut known = HashMap::<&str, Nickname>::new();
    for (place, (names, short)) in NAMES.iter().enumerate() {
        for name in names.split(' ') {
            known.entry(name).or_default().whole |= 1 << place;
        }
        for name in short.split(' ') {
            known.entry(name).or_default().short |= 1 << place;
        }
    }
    known
}

const _: () = assert!(NAMES.len() <= 128, "one bit a line");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_belong_to_their_names() {
        let table = [
            ("bill", "william", true),
            ("will", "bill", true),
            ("pepe", "jose", true),
            ("kate", "kathy", true),
            ("kate", "katherine", true),
            ("gene", "eugene", true),
            ("bill", "thomas", false),
            ("jose", "joseph", false),
            ("ana", "ana", false),
            ("", "", false),
        ];
        for (a, b, expected) in table {
            assert_eq!(Nickname::of(a).is_like(Nickname::of(b)), expected, "{a} {b}");
            assert_eq!(Nickname::of(b).is_like(Nickname::of(a)), expected, "{b} {a}");
        }
    }
}
