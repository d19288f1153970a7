//! Invented names. Any likeness is chance.

/// First names of creators and shoppers.
pub const FIRST: [&str; 64] = [
    "Ada", "Alma", "Amara", "Anouk", "Aria", "Beau", "Bianca", "Cal", "Carmen", "Celia", "Dario",
    "Dina", "Ebba", "Elio", "Elsa", "Enzo", "Esme", "Farah", "Finn", "Gia", "Greta", "Hana",
    "Hugo", "Ida", "Ines", "Iris", "Isla", "Jade", "Jonas", "June", "Kaia", "Kira", "Lars", "Lena",
    "Leo", "Lila", "Luca", "Mae", "Maja", "Mara", "Milo", "Mina", "Nadia", "Nico", "Noor", "Nova",
    "Olive", "Otis", "Paloma", "Pia", "Quinn", "Rafa", "Remy", "Rosa", "Sami", "Selma", "Tara",
    "Theo", "Uma", "Vera", "Wren", "Yara", "Zadie", "Zoe",
];

/// Family names of creators and shoppers.
pub const FAMILY: [&str; 56] = [
    "Abara",
    "Adler",
    "Almeida",
    "Amari",
    "Asher",
    "Bellamy",
    "Berg",
    "Blanco",
    "Calder",
    "Castell",
    "Cho",
    "Costa",
    "Dahl",
    "Delacroix",
    "Diaz",
    "Eriksen",
    "Farrow",
    "Fontaine",
    "Garner",
    "Haddad",
    "Hale",
    "Holm",
    "Ibarra",
    "Ito",
    "Jansen",
    "Kane",
    "Keita",
    "Kovac",
    "Laurent",
    "Lind",
    "Lopes",
    "Marlow",
    "Mensah",
    "Mori",
    "Nakata",
    "Novak",
    "Okafor",
    "Olsen",
    "Ortega",
    "Park",
    "Patel",
    "Quist",
    "Ramos",
    "Reyes",
    "Rossi",
    "Sato",
    "Silva",
    "Soler",
    "Tanaka",
    "Thorne",
    "Valdez",
    "Vance",
    "Weber",
    "Winter",
    "Yilmaz",
    "Zeller",
];

/// What creators make content about.
pub const CATEGORIES: [(u32, &str); 6] = [
    (40, "beauty"),
    (22, "lifestyle"),
    (14, "fashion"),
    (10, "fitness"),
    (8, "travel"),
    (6, "moms"),
];

/// What creators add to their names to get a handle.
pub const HANDLE_WORDS: [&str; 24] = [
    "glow", "skin", "daily", "beauty", "studio", "edit", "routine", "sunny", "diary", "face",
    "notes", "fresh", "world", "life", "vibes", "club", "real", "soft", "dewy", "hello", "with",
    "its", "the", "ask",
];

/// What titles of content begin with.
pub const TITLES: [&str; 16] = [
    "My summer skin in 3 steps",
    "Sunscreen that does not pill",
    "Morning routine",
    "Beach bag",
    "I tried Solenne for 14 days",
    "Get ready with me",
    "Honest review",
    "What I pack for July",
    "SPF under make-up",
    "After-sun rescue",
    "Empties",
    "Skin barrier, explained",
    "Travel minis",
    "Night routine",
    "Texture close-up",
    "Favourites of the month",
];

/// What the shop sells: name, SKU, price in cents, grams.
pub const PRODUCTS: [(&str, &str, i64, u32); 9] = [
    ("Daily Mineral Sunscreen SPF 50", "SOL-SPF50-50", 34_00, 90),
    ("Dew Mist", "SOL-MIST-100", 26_00, 140),
    ("After-Sun Gel Cream", "SOL-AFTER-150", 32_00, 190),
    ("Barrier Serum", "SOL-SERUM-30", 48_00, 80),
    ("Summer Skin Set", "SOL-SET-SUMMER", 84_00, 420),
    ("Tinted Sunscreen SPF 30", "SOL-TINT30-40", 38_00, 80),
    ("Lip Shade SPF 30", "SOL-LIP-10", 14_50, 25),
    ("Cleansing Balm", "SOL-BALM-90", 29_95, 160),
    ("Travel Minis", "SOL-MINI-4", 22_75, 130),
];

/// Places to ship to: city, state, code, ZIP, sales tax in thousandths of a percent.
pub const PLACES: [(&str, &str, &str, &str, i64); 12] = [
    ("Brooklyn", "New York", "NY", "11201", 8_875),
    ("Los Angeles", "California", "CA", "90012", 9_500),
    ("Austin", "Texas", "TX", "78701", 8_250),
    ("Miami", "Florida", "FL", "33130", 7_000),
    ("Portland", "Oregon", "OR", "97204", 0),
    ("Chicago", "Illinois", "IL", "60601", 10_250),
    ("Seattle", "Washington", "WA", "98101", 10_350),
    ("Atlanta", "Georgia", "GA", "30303", 8_900),
    ("Denver", "Colorado", "CO", "80202", 8_810),
    ("Boston", "Massachusetts", "MA", "02108", 6_250),
    ("Phoenix", "Arizona", "AZ", "85004", 8_600),
    ("Nashville", "Tennessee", "TN", "37201", 9_250),
];
