"""The person who is signed in is named on the page, with a button to sign out that ends the session."""


def test_a_person_sees_who_is_signed_in_and_can_sign_out(dashboard):
    async def steps(opened):
        page = await opened.run("overview", "dataset=texts")
        elements = [one.delta.new_element for one in page.messages if one.WhichOneof("type") == "delta"]
        buttons = [one.button for one in elements if one.WhichOneof("type") == "button"]
        opened.click(next(one.id for one in buttons if one.label == "Sign out"))
        return page, await opened.run("overview", "dataset=texts")

    with dashboard.signed_in("edda") as browser:
        page, after = dashboard.visit(browser, steps)
    assert page.contains("edda@")
    assert any(one.WhichOneof("type") == "auth_redirect" for one in after.messages)
