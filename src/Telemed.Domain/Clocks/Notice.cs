namespace Telemed.Domain.Clocks;

/// <summary>What somebody is told when a timer rings.</summary>
public enum NoticeKind
{
    DraftWaits, QualityQuestion, TriagedByRule, RoutedByRule, UnclaimedHint, UnclaimedPush, PoolWidened, ChiefNeeded,
    NotOpened, ReadingSilent, ReportDueSoon, ReportOverdue, SwapOffered, VerbalDue, FinalReportDue, InfoUnanswered,
    GoingOnWithoutInfo, ClockStandsStill, SignatureWaits, PreliminaryVisible, ReviewWaits, PreliminaryStands,
    SecondOpinionLapsed, DeliveryStuck, AnswerUnread, NoActionRecorded, FollowUpAsked,
}

/// <summary>Who is told.</summary>
public enum Audience
{
    Sender, SenderChain, TownshipBackup, Coordinator, Pool, OnCall, Reader, Reviewers, OnCallChief, Operator,
}

/// <summary>One message a timer causes.</summary>
/// <param name="Kind">What it says; the words come from the catalogue of labels.</param>
/// <param name="To">Who gets it.</param>
/// <param name="ByPhone">Whether a silent message is not enough.</param>
public sealed record Notice(NoticeKind Kind, Audience To, bool ByPhone = false);
