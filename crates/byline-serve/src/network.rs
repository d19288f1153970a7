//! Networks: ranges of addresses that the operator trusts, and the client behind them.

use std::net::IpAddr;
use std::str::FromStr;

/// A range of addresses, such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

/// Why a text names no network.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is no network; write an address such as `10.0.0.1` or a range such as `10.0.0.0/8`")]
pub struct NetworkError(String);

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NetworkError(text.to_owned());
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let n_bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            Some(prefix) => prefix.trim().parse().map_err(|_| wrong())?,
            None => n_bits,
        };
        if prefix_bits > n_bits {
            return Err(wrong());
        }
        Ok(Self { address, prefix_bits })
    }
}

impl Network {
    /// Whether `address` lies in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix_bits)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix_bits)
            }
            _ => false,
        }
    }
}

/// The client's address: the peer, or behind trusted proxies the right-most hop of
/// `X-Forwarded-For` that is none of them. What an untrusted peer claims is never believed.
pub fn client_address<'h>(
    peer: IpAddr,
    forwarded_for: impl DoubleEndedIterator<Item = &'h str>,
    trusted: &[Network],
) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    for hop in forwarded_for.rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client) {
            return client;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            return client;
        };
        client = address.to_canonical();
    }
    client
}

/// A country as ISO 3166-1 alpha-2, from what a proxy says. `XX` and `T1` are how proxies say that
/// they do not know.
pub fn country(said: &str) -> Option<String> {
    let letters = said.trim().to_ascii_uppercase();
    let is_code = letters.len() == 2 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_code && letters != "XX").then_some(letters)
}

/// What one client can call its own: an address in IPv4, a /64 in IPv6.
pub fn of_client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(std::net::Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}

/// What may be kept of an address for a day, salted: a /24 in IPv4, a /48 in IPv6.
pub fn truncated(address: IpAddr) -> [u8; 6] {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            [4, a, b, c, 0, 0]
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, ..] = address.octets();
            [a, b, c, d, e, f]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: network, address, whether it is inside.
    fn check_contains(network: &str, address: &str, is_inside: bool) {
        let network: Network = network.parse().unwrap();
        assert_eq!(network.contains(address.parse().unwrap()), is_inside, "{network:?} {address}");
    }

    #[test]
    fn a_network_holds_its_addresses() {
        check_contains("10.0.0.0/8", "10.255.1.2", true);
        check_contains("10.0.0.0/8", "11.0.0.0", false);
        check_contains("10.0.0.0/8", "::ffff:10.1.2.3", true);
        check_contains("127.0.0.1", "127.0.0.1", true);
        check_contains("127.0.0.1", "127.0.0.2", false);
        check_contains("0.0.0.0/0", "8.8.8.8", true);
        check_contains("2001:db8::/32", "2001:db8:1::1", true);
        check_contains("2001:db8::/32", "2001:db9::1", false);
        check_contains("::/0", "10.0.0.1", false);
    }

    #[test]
    fn nonsense_is_no_network() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "shop.com", "10.0.0.0/x"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_country_is_two_letters_that_name_one() {
        for (said, expected) in
            [("DE", Some("DE")), (" us ", Some("US")), ("XX", None), ("T1", None), ("DEU", None)]
        {
            assert_eq!(country(said).as_deref(), expected, "{said}");
        }
    }

    /// Reads as a table: peer, `X-Forwarded-For`, client. `10.0.0.0/8` is trusted.
    fn check_client(peer: &str, forwarded_for: &[&str], client: &str) {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let found = client_address(peer.parse().unwrap(), forwarded_for.iter().copied(), &trusted);
        assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{peer} {forwarded_for:?}");
    }

    #[test]
    fn addresses_are_cut_to_what_may_be_kept() {
        let cut = |text: &str| truncated(text.parse().unwrap());
        assert_eq!(cut("192.0.2.77"), cut("192.0.2.1"));
        assert_ne!(cut("192.0.2.1"), cut("192.0.3.1"));
        assert_eq!(cut("2001:db8:1:2::3"), cut("2001:db8:1:ffff::4"));
        assert_ne!(cut("2001:db8:1::"), cut("2001:db8:2::"));
        let one: IpAddr = "2001:db8:1:2::3".parse().unwrap();
        assert_eq!(of_client(one), "2001:db8:1:2::".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_trusted_hops_are_believed() {
        check_client("8.8.8.8", &["1.2.3.4"], "8.8.8.8");
        check_client("10.0.0.1", &["1.2.3.4"], "1.2.3.4");
        check_client("10.0.0.1", &["6.6.6.6, 1.2.3.4"], "1.2.3.4");
        check_client("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4");
        check_client("10.0.0.1", &["1.2.3.4, nonsense"], "10.0.0.1");
        check_client("10.0.0.1", &[], "10.0.0.1");
    }
}
