"""Needs: what people lack, in their own words, and the clusters moderators gather them in."""
