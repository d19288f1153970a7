//! Why a row or a batch of events is refused. The code is a promise to senders; the text is not.

use std::fmt;

use thiserror::Error;

/// Why a whole batch is refused. Nothing of it was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum BatchError {
    /// The body is no batch.
    #[error("the body is no batch of events: {0}")]
    JsonInvalid(String),
    /// The batch holds more rows than one may.
    #[error("the batch holds {0} rows, and at most {max} fit", max = super::ROWS_MAX)]
    TooManyRows(usize),
}

/// A field, and what stood in it: never a key of a shopper, and cut short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Which field.
    pub field: &'static str,
    /// The first characters of its value.
    pub value: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` holds `{}`", self.field, self.value)
    }
}

/// Why a row is refused. The other rows are not affected.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum EventError {
    /// The row does not have the shape of its type.
    #[error("the row cannot be read: {0}")]
    JsonInvalid(String),
    /// The type is none that is known.
    #[error("there is no event type `{0}`")]
    TypeUnknown(String),
    /// The row has no id.
    #[error("the row has no `id`")]
    IdMissing,
    /// The type has no such field.
    #[error("there is no field `{field}`; the nearest known one is `{nearest}`")]
    FieldUnknown {
        /// The field, with the field that it stands in.
        field: String,
        /// The known one that is spelled most like it.
        nearest: String,
    },
    /// A text is longer than it may be.
    #[error("`{field}` is longer than {max} bytes")]
    TextTooLong {
        /// Which field.
        field: &'static str,
        /// How long it may be.
        max: usize,
    },
    /// A field that this type needs is missing.
    #[error("`{0}` is missing")]
    FieldMissing(&'static str),
    /// A time is no RFC 3339 time.
    #[error("{0}, which is no RFC 3339 time with a zone")]
    TimeInvalid(Said),
    /// A time cannot be true.
    #[error("{0}, which lies before 2000, more than ten minutes ahead or before its beginning")]
    TimeImpossible(Said),
    /// An amount has no currency.
    #[error("`currency` is missing")]
    CurrencyMissing,
    /// A currency is none of ISO 4217.
    #[error("{0}, which is not in ISO 4217")]
    CurrencyUnknown(Said),
    /// An amount is no decimal number of its currency, or negative.
    #[error("{0}, which is no decimal amount of its currency")]
    MoneyInvalid(Said),
    /// A count is no whole number.
    #[error("{0}, which is no whole number from 0 up")]
    CountInvalid(Said),
    /// A word is none of those that the field knows.
    #[error("{said}, which is none of {known}")]
    WordUnknown {
        /// The word, and where it stood.
        said: Said,
        /// What the field knows, in words.
        known: String,
    },
    /// A click id is none of ours.
    #[error("{0}, which is no click id")]
    ClickInvalid(Said),
    /// Nothing says who it was.
    #[error("nothing says who the shopper is")]
    ShopperMissing,
    /// There is no such link.
    #[error("there is no link `{0}`")]
    LinkUnknown(String),
    /// There is no such creator.
    #[error("there is no creator `{0}`")]
    CreatorUnknown(String),
    /// There is no such campaign.
    #[error("there is no campaign `{0}`")]
    CampaignUnknown(String),
    /// There is no such placement.
    #[error("there is no placement `{0}`")]
    PlacementUnknown(String),
}

impl BatchError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::JsonInvalid(_) => "event.batch_invalid",
            Self::TooManyRows(_) => "event.batch_too_large",
        }
    }

    /// What the sender can do.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::JsonInvalid(_) => "send {\"events\": [...]} as UTF-8 JSON",
            Self::TooManyRows(_) => "send smaller batches",
        }
    }
}

impl EventError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::JsonInvalid(_) => "event.json_invalid",
            Self::TypeUnknown(_) => "event.type_unknown",
            Self::IdMissing => "event.id_missing",
            Self::FieldUnknown { .. } => "event.field_unknown",
            Self::TextTooLong { .. } => "event.text_too_long",
            Self::FieldMissing(_) => "event.field_missing",
            Self::TimeInvalid(_) => "event.time_invalid",
            Self::TimeImpossible(_) => "event.time_impossible",
            Self::CurrencyMissing | Self::CurrencyUnknown(_) => "event.currency_unknown",
            Self::MoneyInvalid(_) => "event.money_invalid",
            Self::CountInvalid(_) => "event.count_invalid",
            Self::WordUnknown { .. } => "event.word_unknown",
            Self::ClickInvalid(_) => "event.click_invalid",
            Self::ShopperMissing => "event.shopper_missing",
            Self::LinkUnknown(_) => "event.link_unknown",
            Self::CreatorUnknown(_) => "event.creator_unknown",
            Self::CampaignUnknown(_) => "event.campaign_unknown",
            Self::PlacementUnknown(_) => "event.placement_unknown",
        }
    }

    /// What the sender can do.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::JsonInvalid(_) => "compare the named field with the OpenAPI document",
            Self::TypeUnknown(_) => {
                "use click, visit, view, conversion, refund, spend, metric or sighting"
            }
            Self::IdMissing => "give each event an id of your own; sending it again is then safe",
            Self::FieldUnknown { .. } => "mend its spelling, or leave it out",
            Self::TextTooLong { .. } => "send a shorter text",
            Self::FieldMissing(_) => "add the field",
            Self::TimeInvalid(_) => "write times like 2026-03-01T12:00:00Z",
            Self::TimeImpossible(_) => "check the sender's clock and zone",
            Self::CurrencyMissing | Self::CurrencyUnknown(_) => {
                "send an ISO 4217 code such as USD beside every amount"
            }
            Self::MoneyInvalid(_) => "write amounts like \"1234.56\", without signs and grouping",
            Self::CountInvalid(_) => "send a whole number",
            Self::WordUnknown { .. } => "use one of the words that are named",
            Self::ClickInvalid(_) => "send the value of the parameter byl as it came",
            Self::ShopperMissing => "send at least one key in shopper",
            Self::LinkUnknown(_) => "send the slug or id of a link in this workspace",
            Self::CreatorUnknown(_) | Self::CampaignUnknown(_) | Self::PlacementUnknown(_) => {
                "create it first, or send the id of one in this workspace"
            }
        }
    }

    /// The field that is wrong, with the field that it stands in, such as `shopper.click_id`.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::JsonInvalid(_) => None,
            Self::TypeUnknown(_) => Some("type"),
            Self::IdMissing => Some("id"),
            Self::FieldUnknown { field, .. } => Some(field),
            Self::TextTooLong { field, .. } | Self::FieldMissing(field) => Some(field),
            Self::CurrencyMissing => Some("currency"),
            Self::ShopperMissing => Some("shopper"),
            Self::LinkUnknown(_) => Some("link"),
            Self::CreatorUnknown(_) => Some("creator_id"),
            Self::CampaignUnknown(_) => Some("campaign_id"),
            Self::PlacementUnknown(_) => Some("placement_id"),
            _ => self.said().map(|said| said.field),
        }
    }

    /// The value that was not understood, if there is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::TypeUnknown(value)
            | Self::LinkUnknown(value)
            | Self::CreatorUnknown(value)
            | Self::CampaignUnknown(value)
            | Self::PlacementUnknown(value) => Some(value),
            _ => self.said().map(|said| said.value.as_str()),
        }
    }

    fn said(&self) -> Option<&Said> {
        match self {
            Self::TimeInvalid(said)
            | Self::TimeImpossible(said)
            | Self::CurrencyUnknown(said)
            | Self::MoneyInvalid(said)
            | Self::CountInvalid(said)
            | Self::ClickInvalid(said)
            | Self::WordUnknown { said, .. } => Some(said),
            _ => None,
        }
    }
}
