"""The two ways the whole way of a wish is sorted by: life phase and field of action."""

from enum import StrEnum


class LifePhase(StrEnum):
    """Where a family stands, from pregnancy to the end of school."""

    PREGNANCY = "pregnancy"
    FIRST_YEAR = "first_year"
    EARLY_CHILDHOOD = "early_childhood"
    PRIMARY_SCHOOL = "primary_school"
    SECONDARY_SCHOOL = "secondary_school"
    TRANSITION = "transition"


class FieldOfAction(StrEnum):
    """What a town works on for families.

    Source: the fields of action of the "audit familiengerechte Kommune".
    """

    GOVERNANCE = "governance"
    WORK = "work"
    EDUCATION = "education"
    COUNSELLING = "counselling"
    LIVING = "living"
    GENERATIONS = "generations"
