using static Telemed.Domain.Consultations.CommandOutcome;

namespace Telemed.Domain.Consultations;

/// <summary>What speaks against a command, beyond the table of ways.</summary>
internal static class Guards
{
    internal static CommandOutcome? Refuse(
        Consultation its, Transition way, Command command, Actor actor, DateTimeOffset now) =>
        WrongSide(its, way, actor) ?? WrongWords(command) ?? WrongCase(its, command, actor, now);

    internal static CommandOutcome NoWay(Consultation its, Command command) => command switch
    {
        Command.Claim when its.Holder is { } holder && its.State.IsHeld() => new HeldByAnother(holder),
        Command.Sign when its.SignedAt is { } at && its.State.IsAfterSigning() => new AlreadySigned(at),
        _ => new NotFromHere(its.State, command.Kind),
    };

    private static CommandOutcome? WrongSide(Consultation its, Transition way, Actor actor)
    {
        if ((way.Who & actor.Parties) != 0) return null;
        if (!way.Who.HasFlag(Parties.Holder) || its.Holder is not { } holder) return new NotYourPart(way.Who);
        if (actor.Person == holder) return null;
        return actor.Parties.HasFlag(Parties.Reader) ? new HeldByAnother(holder) : new NotYourPart(way.Who);
    }

    private static CommandOutcome? WrongWords(Command command)
    {
        if (ConsultationEvent.Words(command).Text?.Length > Command.WordsLimitChars)
            return new WordsTooLong(Command.WordsLimitChars);
        var (needed, text) = command switch
        {
            Command.RequestInfo(_, var question) => (true, question),
            Command.Return(_, var advice) => (true, advice),
            Command.Reject(_, var advice) => (true, advice),
            Command.SendBack(var advice) => (true, advice),
            Command.Reopen(_, var why) => (true, why),
            Command.Amend(_, var why) => (true, why),
            _ => (false, null),
        };
        return needed && string.IsNullOrWhiteSpace(text) ? new WordsMissing(command.Kind) : null;
    }

    private static CommandOutcome? WrongCase(Consultation its, Command command, Actor actor, DateTimeOffset now) =>
        command switch
        {
            Command.Claim => actor.Person == its.Sender ? new OwnWork() : null,
            Command.Reassign(var to, _) when to == its.Sender => new OwnWork(),
            Command.Reassign(var to, _) => its.Holder == to ? new NothingToChange() : null,
            Command.LeaseLost => its.LeaseUntil is not { } until ? new NothingToChange()
                : now < until ? new NotYet(until) : null,
            Command.Sign => RefuseSign(its, actor),
            Command.PassReview or Command.SendBack => actor.Person == its.Author ? new OwnWork() : null,
            Command.AskSecondOpinion => RefuseSecondOpinion(its, actor, now),
            Command.ConfirmFirst or Command.Contradict => RefuseSecondReader(its, actor),
            Command.Amend or Command.AddAddendum => RefuseLaterWords(its, actor),
            Command.Acknowledge(false) => its.HasOpenCriticalLoop ? new ReadBackNeeded() : null,
            Command.Close => its.HasOpenCriticalLoop ? new CriticalLoopOpen() : null,
            Command.Reopen => RefuseLate(its, now),
            Command.ChangeColour change => RefuseColour(its, change, actor),
            Command.ChangeService(_, var code, _) => code == its.ServiceCode ? new NothingToChange() : null,
            Command.Pause => its.Clock.Pause is null ? null : new NothingToChange(),
            Command.Resume => its.Clock.Pause is null ? new NothingToChange() : null,
            Command.MarkCritical => its.IsCritical ? new NothingToChange() : null,
            Command.SettleCritical => its.HasOpenCriticalLoop ? null : new NothingToChange(),
            _ => null,
        };

    private static CommandOutcome? RefuseSign(Consultation its, Actor actor)
    {
        if (its.State == ConsultationState.Drafted && its.ReviewNeeded is { } reason) return new ReviewFirst(reason);
        var wasOneOfTheTwo = actor.Person == its.Author || actor.Person == its.SecondReader;
        return its.TieBreak && wasOneOfTheTwo ? new OwnWork() : null;
    }

    private static CommandOutcome? RefuseSecondOpinion(Consultation its, Actor actor, DateTimeOffset now)
    {
        if (its.State == ConsultationState.Closed && RefuseLate(its, now) is { } late) return late;
        return its.SenderAskedAgain && actor.Parties.HasFlag(Parties.Sender) ? new OnceOnly() : null;
    }

    private static TooLate? RefuseLate(Consultation its, DateTimeOffset now) =>
        its.ClosedAt + Consultation.ReopenWindow is { } end && now > end ? new TooLate(end) : null;

    private static CommandOutcome? RefuseSecondReader(Consultation its, Actor actor)
    {
        var isInvolved = actor.Person == its.Author || actor.Person == its.Holder || actor.Person == its.Sender;
        if (isInvolved) return new OwnWork();
        return its.SecondReader is { } asked && asked != actor.Person ? new HeldByAnother(asked) : null;
    }

    private static HeldByAnother? RefuseLaterWords(Consultation its, Actor actor) =>
        its.SignedBy is { } signer && signer != actor.Person && !actor.Parties.HasFlag(Parties.Reviewer)
            ? new HeldByAnother(signer)
            : null;

    private static CommandOutcome? RefuseColour(Consultation its, Command.ChangeColour change, Actor actor)
    {
        if (change.To == its.Colour) return new NothingToChange();
        if (FrozenSection.ColourOf(its.ServiceCode, change.To) != change.To) return new AlwaysRed();
        // Colours are ordered from the most urgent; a greater one is less urgent. A draft is still the sender's own.
        var isOwnDraft = its.State == ConsultationState.Draft && actor.Parties != Parties.System;
        var isLower = change.To > its.Colour && !isOwnDraft;
        var may = change.Reason is not null && (actor.Parties & (Parties.Desk | Parties.Reader)) != 0;
        return isLower && !may ? new MayNotLower() : null;
    }
}
