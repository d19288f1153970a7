//! Why a row or a batch of events is refused. The code is a promise to senders; the text is not.

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
    #[error("`{0}` is no RFC 3339 time with a zone")]
    TimeInvalid(&'static str),
    /// A time cannot be true.
    #[error("`{0}` lies before 2000 or more than ten minutes ahead")]
    TimeImpossible(&'static str),
    /// A currency is missing or none of ISO 4217.
    #[error("`currency` is not in ISO 4217")]
    CurrencyUnknown,
    /// An amount is no decimal number of its currency, or negative.
    #[error("`{0}` is no decimal amount of its currency")]
    MoneyInvalid(&'static str),
    /// A count is no whole number.
    #[error("`{0}` is no whole number from 0 up")]
    CountInvalid(&'static str),
    /// A word is none of those that the field knows.
    #[error("`{field}` does not know `{word}`")]
    WordUnknown {
        /// Which field.
        field: &'static str,
        /// The word.
        word: String,
    },
    /// A click id is none of ours.
    #[error("`{0}` is no click id")]
    ClickInvalid(&'static str),
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
            Self::TextTooLong { .. } => "event.text_too_long",
            Self::FieldMissing(_) => "event.field_missing",
            Self::TimeInvalid(_) => "event.time_invalid",
            Self::TimeImpossible(_) => "event.time_impossible",
            Self::CurrencyUnknown => "event.currency_unknown",
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
            Self::TextTooLong { .. } => "send a shorter text",
            Self::FieldMissing(_) => "add the field",
            Self::TimeInvalid(_) => "write times like 2026-03-01T12:00:00Z",
            Self::TimeImpossible(_) => "check the sender's clock and zone",
            Self::CurrencyUnknown => "send an ISO 4217 code such as USD beside every amount",
            Self::MoneyInvalid(_) => "write amounts like \"1234.56\", without signs and grouping",
            Self::CountInvalid(_) => "send a whole number",
            Self::WordUnknown { .. } => "use one of the words in the OpenAPI document",
            Self::ClickInvalid(_) => "send the value of the parameter byl as it came",
            Self::ShopperMissing => "send at least one key in shopper",
            Self::LinkUnknown(_) => "send the slug or id of a link in this workspace",
            Self::CreatorUnknown(_) | Self::CampaignUnknown(_) | Self::PlacementUnknown(_) => {
                "create it first, or send the id of one in this workspace"
            }
        }
    }
}
