package casework

// event_types.go: every type of event, for whoever chooses among them.

// EventTypes lists every type of event in the order of a case's life.
var EventTypes = []EventType{
	EventOpened, EventDispatched, EventClaimed, EventDeclined, EventArbitrated, EventProgressed, EventCompleted, EventSubmitted,
	EventReviewed, EventPassed, EventReturned, EventSigned, EventNoticeEnded, EventRecognised, EventClosed,
	EventExtensionApplied, EventExtensionAdvanced, EventExtensionApproved, EventExtensionRefused, EventSuspended, EventResumed,
	EventReassigned, EventUrged, EventCommented, EventCancelled, EventLookedBack, EventReopened, EventPolicyMoved,
	EventDeadlineCorrected, EventJoined, EventTasksAdded, EventHandedOver,
	EventSurveyed, EventCompared, EventDeliberated, EventEndorsed, EventApproved, EventEntered, EventExcluded, EventPlanned,
	EventGreenChannel, EventVisited, EventAmended,
}
