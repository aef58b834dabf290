from meetings.views.actions import mark_action, unmark_action
from meetings.views.change_meeting import change_meeting
from meetings.views.log_meeting import log_meeting
from meetings.views.meeting import meeting

__all__ = ["change_meeting", "log_meeting", "mark_action", "meeting", "unmark_action"]
