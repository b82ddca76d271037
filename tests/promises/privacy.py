"""PRIVACY.md, made from the promise table. `python -m tests.promises.privacy` writes it."""

from pathlib import Path

from tests.promises import table

FILE = Path(__file__).resolve().parents[2] / "PRIVACY.md"

INTRODUCTION = """# Who can read what

This page is made from the table that our tests hold the program to; it can't say anything the program doesn't do.
Pia performs and Cleo coaches her. Lena leads Pia's team, Toni is her team mate, Otto works elsewhere, Ada runs the
server. The rows below are Pia's own, or belong to the pair of Pia and Cleo. `x` means that this person may.

The last two columns are worth reading slowly: somebody elsewhere in the organisation, and the person who runs the
server. Where they have an `x`, it is about who works here and in which team, never about what anybody wrote.

"""

AFTER = """
## What the table can't show

- **Only the author** reads notes for oneself, private notes in a talk, "next time, start here", how sure one is,
  and how one answered an invitation. These rows hold a day instead of a time, and leave no line in the journal of
  deeds.
- **What was shown** to a coach is a copy of single answers. It can be taken back, and closes for the coach when the
  two stop.
- **A third person** can see the aim and the days of a one thing only if both of the pair named them. Either takes
  that back alone, at once; it covers only what was chosen after both had said yes, and ends when that person stops
  being the lead they were allowed as. Each day they look is noted, and both of the pair see it.
- **Invitations**: not now, no answer and no look at all are the same to whoever asked, for 21 days.
- **Finding each other**: the directory is read by everybody who works here, and by nobody who didn't choose to stand
  in it. Whom somebody leaves out, and every other reason why nobody is suggested, can't be told apart; what was
  suggested stands for its three weeks, whatever either of the two does. In a group of three even a yes is shown only
  once all three have said it. Where a lead stands with coaching is the lead's alone; who coaches in their place is
  read by those who report to them, once that person has said yes.
- **Encryption**: what people write for themselves or for each other is encrypted (AES-256-GCM) with a key of its
  author, or of those who share it: a pair, a team, the two of a thread. In clear are names (of people, teams and keys
  for programs) and what everybody here reads of this place: whom one can call, and how it is used. Keys are wrapped
  by a master key that lies outside the database and its backups. Whoever holds both the database and the master key
  could decrypt; no page or command does it. Without the key not one word can be found in the files.
- **Signing in**: once you have been here, nobody can change the address you sign in with; a new one from the list of
  people waits for your own yes. Whoever can read your mail can get in: there is no second factor yet.
- **What the database shows without the key**: that a row exists, whose it is and of which day; so also that somebody
  keeps notes, which of our questions a note answers or skips, whether a small step was done or dropped, and which of
  our five words says how a performer likes to be coached. Of what is shared it shows more: when a talk was, with
  which of our guides, and whether it ended with a one thing. Of each device that is signed in, since when, from which
  network address and with which browser; it goes with the sign-in. Never what was written, nor how a commitment or a
  one thing went.
- **Until both are in**: where two people answer the same, each answer is its author's alone. The other is never told
  whether one is in. When the days go by, it goes back to its author. The database shows without the key that an answer
  was placed, and no more.
- **A coach's reading without names** is four words twice a year, about five people or more who agreed. Groups that were
  read together are never told apart, so nothing can be computed about fewer than five, however readings are compared.
  Nobody sees who joined. `docs/decisions/0021-readings.md` says what that can't hide.
- **Without names** means: no row, log line or time in this program leads to whoever wrote, not even with the key. It
  goes out on Mondays, only where five people or more could have written it. Wording and story may still give somebody
  away; whoever watches the running server or the network can see who sends.
  `docs/decisions/0020-without-names.md` says all.
- **Said to each other**: what somebody saw, thanks and questions are read by the two it is between, and by nobody
  else, whatever their rank. What somebody made of it opens when the other reads on. Nobody is told what was read, put
  away or not answered. The database shows without the key who wrote, or began to write, to whom on which day, and
  whether it was read on or put away.
- **In a team**: what it agreed is read by whoever is in it; who said what to a proposal by nobody, ever, and it is
  deleted when the proposal is decided. A slip is read by who was in the team when it was noted.
- **In confidence**: a confidential contact reads what was brought to them, until they stop being one; whoever brought
  it deletes it for both. The database shows that the two wrote to each other and on which days. When a contact ends a
  pair for somebody, it looks like any end.
- **Forgetting** destroys a person's keys; a restored backup forgets them again.
- **How long**: notes until their author deletes them; talks, one things, what two people answered alike and what
  colleagues said to each other twelve months after they were closed; an ended pair three years; invitations and keys
  for programs three months after they ran out; what came without names twelve weeks; what was told or brought a year
  after the last word; who did what keeps its time of day for 30 days, its day for 180.
- Nothing here is used for pay, promotion, warnings, probation or dismissal, unless the person concerned brings it.
"""


def page() -> str:
    """The whole page."""
    return f"{INTRODUCTION}```\n{table.FILE.read_text()}```\n{AFTER}"


if __name__ == "__main__":
    FILE.write_text(page())
