"""Name the totals which the founding report gives for Xi'an, and which a built city must meet.

Source: Xi'an emergency management bureau 西安市应急管理局, 2023-08-10, 全力推进全市基层应急管理体系
和能力建设. Only these totals are in the report; how they are spread over the city is generated.
"""

from typing import Final

TOWN_TEAM_PEOPLE: Final = 7_876
"""People in the 193 town teams, one team a town, street or park."""
VILLAGES: Final = 2_993
"""Villages and communities, each with one force."""
GRID_WORKERS: Final = 13_817
"""Village force members who are grid workers 网格员."""
OTHER_FORCE_PEOPLE: Final = 39_178
"""Village force members who are not; 52,995 with the grid workers."""
DEPOTS: Final = 366
"""Town depots 物资储备点."""
DEPOT_ITEMS: Final = 671_400
"""Items in those depots."""
VILLAGE_ITEMS: Final = 430_200
"""Items kept in villages."""
PLANS: Final = 1_702
"""Town plans 预案, the master plans among them."""
SHELTERS: Final = 4_807
"""Shelters 避难场所 of class 1 to 3 and temporary."""
STAFF_FULL_TIME: Final = 623
"""Full-time staff of the town emergency offices."""
STAFF_PART_TIME: Final = 593
"""Part-time staff of the same offices."""
