"""Being told of what others do."""

from entities import check
from waiting import eventually


def test_each_act_makes_a_notification(person):
    alice, bob = person("alice"), person("bob")
    status = alice.status_post("Something to react to")
    bob.account_follow(alice.me())
    bob.status_favourite(status)
    bob.status_reblog(status)
    bob.status_post(f"@{alice.me().acct} hello")
    found = check(alice.notifications())
    assert [each.type for each in found] == ["mention", "reblog", "favourite", "follow"]
    assert all(each.account.id == bob.me().id for each in found)
    assert found[1].status.id == status.id
    assert check(alice.notifications_unread_count()).count == 4
    assert [each.type for each in alice.notifications(types=["follow", "mention"])] == ["mention", "follow"]
    assert [each.type for each in alice.notifications(exclude_types=["mention"], limit=1)] == ["reblog"]
    assert check(alice.notifications(id=found[0].id)).id == found[0].id
    alice.markers_set("notifications", found[1].id)
    assert alice.notifications_unread_count().count == 1
    alice.notifications_dismiss(found[0])
    assert [each.type for each in alice.notifications()] == ["reblog", "favourite", "follow"]
    alice.notifications_clear()
    assert alice.notifications() == []


def test_notifications_are_paged(person):
    alice, bob = person("alice"), person("bob")
    for number in range(5):
        bob.status_post(f"@{alice.me().acct} {number}")
    ids = [each.id for each in alice.notifications()]
    page = alice.notifications(limit=2)
    assert "min_id" in page._pagination_prev
    assert [each.id for each in alice.fetch_remaining(page)] == ids


def test_the_same_act_by_many_is_one_group(person):
    alice = person("alice")
    fans = [person("fan") for _ in range(3)]
    status = alice.status_post("Popular")
    for fan in fans:
        fan.status_favourite(status)
    results = check(alice.grouped_notifications(expand_accounts="full"))
    group = results.notification_groups[0]
    assert (group.type, group.notifications_count) == ("favourite", 3)
    assert group.status_id == status.id
    newest_first = [fan.me().id for fan in reversed(fans)]
    assert list(group.sample_account_ids) == newest_first
    assert {account.id for account in results.accounts} == set(newest_first)
    assert [each.id for each in results.statuses] == [status.id]
    partial = check(alice.grouped_notifications())
    assert [account.id for account in partial.accounts] == newest_first[:1]
    assert len(partial.partial_accounts) == 2
    assert alice.unread_grouped_notifications_count() == 1
    assert check(alice.grouped_notification(group.group_key)).notification_groups[0].notifications_count == 3
    assert [each.id for each in check(alice.grouped_notification_accounts(group.group_key))] == newest_first
    alice.dismiss_grouped_notification(group.group_key)
    assert alice.grouped_notifications().notification_groups == []


def test_who_rings_the_bell_is_told_of_posts(person):
    alice, bob = person("alice"), person("bob")
    bob.account_follow(alice.me(), notify=True)
    status = alice.status_post("Ding")
    found = eventually(bob.notifications)
    assert [(each.type, each.status.id) for each in found] == [("status", status.id)]
    bob.status_reblog(status)
    alice.status_update(status, "Dong")
    assert eventually(lambda: bob.notifications(types=["update"]))[0].status.id == status.id
