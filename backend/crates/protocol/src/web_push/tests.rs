//! The example of RFC 8291 (appendix A), and what is refused.

use super::*;

const DEVICE: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH_SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const SENDER: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const EXAMPLE_SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";

fn example() -> (DeviceKeys, Ephemeral) {
    let key = PrivateKey::from_private_key(&ECDH_P256, &decode(SENDER).unwrap()).unwrap();
    let salt = decode(EXAMPLE_SALT).unwrap().try_into().unwrap();
    (DeviceKeys::parse(DEVICE, AUTH_SECRET).unwrap(), Ephemeral { key, salt })
}

#[test]
fn the_example_of_the_standard_comes_out() {
    let (keys, with) = example();
    let sent = keys.encrypt(b"When I grow up, I want to be a watermelon", &with).unwrap();
    assert_eq!(
        URL_SAFE_NO_PAD.encode(&sent.body),
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqK\
         K6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    );
    assert_eq!((sent.encoding, sent.draft), ("aes128gcm", None));
}

#[test]
fn the_draft_comes_out_as_other_software_makes_it() {
    // By `http_ece` 1.2 for Python, with the keys of the standard's example.
    let (keys, with) = example();
    let sent = keys.encrypt_draft(b"When I grow up, I want to be a watermelon", &with).unwrap();
    assert_eq!(
        URL_SAFE_NO_PAD.encode(&sent.body),
        "4qwOLFm_mNy0vf1A8f3Bm6B5UD15y3aV_xZy14pixUhcPTIoZKHzq5i3dZ6PzqSMxBI_-VDUZ4jW04M"
    );
    let (encryption, crypto_key) = sent.draft.unwrap();
    assert_eq!(encryption, format!("salt={EXAMPLE_SALT};rs=4096"));
    assert!(crypto_key.starts_with("dh=BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"), "{crypto_key}");
}

#[test]
fn keys_are_read_in_every_spelling_and_written_in_one() {
    let (keys, _) = example();
    let standard = DEVICE.replace('-', "+").replace('_', "/");
    assert!(DeviceKeys::parse(&format!("{standard}="), &format!("{AUTH_SECRET}==")).unwrap() == keys);
    assert_eq!(keys.encode(), (DEVICE.to_owned(), AUTH_SECRET.to_owned()));
}

#[test]
fn what_is_no_key_is_refused() {
    let off_the_curve = DEVICE.replace("iw4", "iw8");
    let compressed = DEVICE.get(..44).unwrap();
    for (public, auth) in [
        (off_the_curve.as_str(), AUTH_SECRET),
        (compressed, AUTH_SECRET),
        ("", AUTH_SECRET),
        ("é", AUTH_SECRET),
        (DEVICE, "BTBZ"),
        (DEVICE, ""),
    ] {
        assert!(DeviceKeys::parse(public, auth).is_err(), "{public} {auth}");
    }
}

#[test]
fn a_payload_has_to_fit_into_one_record() {
    let (keys, with) = example();
    assert_eq!(keys.encrypt(&[b'a'; MAX_PAYLOAD], &with).unwrap().body.len(), 4096);
    assert!(keys.encrypt(&[b'a'; MAX_PAYLOAD + 1], &with).err() == Some(WebPushError::TooLong));
    assert!(keys.encrypt_draft(&[b'a'; MAX_PAYLOAD + 1], &with).err() == Some(WebPushError::TooLong));
}
