//! What the list of links is narrowed to and sorted by, as its address says it.

use byline_core::id::CampaignId;
use byline_core::link::Link;
use byline_engine::Engine;
use byline_engine::view::LinkState;
use url::form_urlencoded;

use super::build::creator_name;
use super::used::Sort;

/// What the list is narrowed to.
#[derive(Clone, Default, Debug)]
pub struct Wanted {
    /// Of which campaign; of all if empty.
    pub campaign: String,
    /// What slug, creator or destination hold.
    pub q: String,
    /// Whether only links with something wrong are shown.
    pub is_wrong_only: bool,
    /// Only links that stand so; all in use if not set.
    pub state: Option<LinkState>,
    /// By which column it is sorted; by the slug if not set, what has a fault first.
    pub sort: Option<Sort>,
    /// Whether the list is wanted at its full length where nothing narrows it.
    pub is_long: bool,
    /// Which page of the list, from 0.
    pub page: usize,
}

impl Wanted {
    /// Whether what is of a campaign is listed.
    pub fn is_of(&self, campaign: &CampaignId) -> bool {
        self.campaign.is_empty() || self.campaign == campaign.as_str()
    }

    /// Reads an address.
    pub fn read(query: &str) -> Self {
        let mut wanted = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "campaign" => wanted.campaign = value.into_owned(),
                "q" => wanted.q = value.chars().take(100).collect(),
                "wrong" => wanted.is_wrong_only = value == "1",
                "state" => wanted.state = LinkState::from_key(&value),
                "sort" => wanted.sort = Sort::from_key(&value),
                "all" => wanted.is_long = value == "1",
                "page" => wanted.page = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        wanted
    }

    /// The fields of an address that says the same, without the page. What is not said is left out.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("campaign", self.campaign.as_str()),
            ("q", self.q.as_str()),
            ("wrong", if self.is_wrong_only { "1" } else { "" }),
            ("state", self.state.map_or("", LinkState::key)),
            ("sort", self.sort.map_or("", Sort::key)),
            ("all", if self.is_long { "1" } else { "" }),
        ];
        let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(key, value)| (key, value.to_owned())).collect()
    }

    /// Whether the list is the whole of it, of one campaign or of all.
    pub fn is_whole(&self) -> bool {
        let Self { q, is_wrong_only, state, page, .. } = self;
        q.trim().is_empty() && !is_wrong_only && state.is_none() && *page == 0
    }

    /// Whether only the first links stand there, and the way to all of them.
    pub fn is_short(&self) -> bool {
        self.is_whole() && self.sort.is_none() && !self.is_long
    }

    /// The address of a page of the list.
    pub fn href(&self, path: &str, page: usize) -> String {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs(self.fields());
        if 0 < page {
            fields.append_pair("page", &page.to_string());
        }
        let query = fields.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The links that are meant, by slug: those in use, or those in the state that is asked for.
    pub fn links<'e>(&self, engine: &'e Engine) -> Vec<&'e Link> {
        let is_so = |link: &&Link| match self.state {
            None => !link.is_archived,
            Some(state) => engine.link_stand(link).state == state,
        };
        let mut links: Vec<&Link> = self.found(engine).filter(is_so).collect();
        links.sort_by(|a, b| a.slug.cmp(&b.slug));
        links
    }

    /// The links of the campaign that hold what is looked for, whatever their state.
    pub fn found<'e>(&self, engine: &'e Engine) -> impl Iterator<Item = &'e Link> {
        let q = self.q.trim().to_lowercase();
        let campaign = self.campaign.clone();
        engine.links().filter(move |link| {
            let holds = |text: &str| text.to_lowercase().contains(&q);
            let of_campaign = campaign.is_empty() || link.campaign_id.as_str() == campaign;
            let is_found = q.is_empty()
                || holds(&link.slug)
                || holds(&link.destination)
                || holds(&creator_name(engine, link.creator_id.as_str()));
            of_campaign && is_found
        })
    }
}
