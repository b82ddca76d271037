"""What a browser says it is, in words."""

from django.utils.translation import gettext as _

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
PLACES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device(says: str) -> str:
    """Say "Firefox on Windows", from what the browser says of itself; browsers lie, so this is a hint and no more."""
    browser = next((name for sign, name in BROWSERS.items() if sign in says), "")
    place = next((name for sign, name in PLACES.items() if sign in says), "")
    if browser and place:
        return _("%(browser)s on %(place)s") % {"browser": browser, "place": place}
    return browser or place or _("A browser")
