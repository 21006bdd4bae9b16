"""Say a thing in Chinese and English in one text: reasons that no person has typed.

Logs, boards and feeds hold one text for a reason. What the engine and simulated people say is
written in both languages, the Chinese first; a page of one language takes its own.
"""

BETWEEN = " | "


def in_both(zh: str, en: str) -> str:
    """Return what is said in both languages as one text."""
    return f"{zh}{BETWEEN}{en}"


def in_each(said: str) -> tuple[str, str]:
    """Return what is said in Chinese and in English: the same where it was said in one."""
    zh, between, en = said.partition(BETWEEN)
    return (zh, en) if between else (said, said)
