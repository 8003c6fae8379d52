"""The pages of workshops. Each module puts its own on the one blueprint."""

from participate.workshops.views import leading, presenting, taking_part
from participate.workshops.views.base import bp

__all__ = ["bp", "leading", "presenting", "taking_part"]
