using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using static Telemed.Domain.Consultations.ConsultationState;

namespace Telemed.Domain.Tests.Consultations;

public sealed class ConsultationTests
{
    [Fact]
    public void The_main_way_leads_from_draft_to_closed()
    {
        var its = Walk.Closed();
        Assert.Equal(Closed, its.State);
        Assert.Equal(13, its.Version);  // twelve steps from version one
        Assert.Equal(Walk.Reader.Person, its.SignedBy);
    }

    [Fact]
    public void A_write_that_saw_an_older_version_changes_nothing()
    {
        var outcome = Walk.Queued().Apply(new Command.Claim(), Walk.Reader, 1, Walk.Start, ServiceTimers.Ecg);
        Assert.Equal(new CommandOutcome.VersionConflict(5), outcome);
    }

    [Fact]
    public void Of_two_who_claim_the_second_learns_who_has_it()
    {
        var claimed = Walk.Queued().Do(new Command.Claim(), Walk.Reader);
        Assert.Equal(
            new CommandOutcome.HeldByAnother(Walk.Reader.Person!.Value),
            claimed.Try(new Command.Claim(), Walk.OtherReader));
    }

    [Fact]
    public void Only_the_holder_reads()
    {
        var claimed = Walk.Queued().Do(new Command.Claim(), Walk.Reader);
        Assert.IsType<CommandOutcome.HeldByAnother>(claimed.Try(new Command.Open(), Walk.OtherReader));
        Assert.IsType<CommandOutcome.NotYourPart>(claimed.Try(new Command.Open(), Walk.Sender));
    }

    [Fact]
    public void A_lease_is_fifteen_minutes_and_work_renews_it()
    {
        var reading = Walk.Reading();
        Assert.Equal(Walk.Start.AddMinutes(15), reading.LeaseUntil);
        var saved = reading.Do(new Command.SaveDraft(), Walk.Reader, atMinute: 10);
        Assert.Equal(Walk.Start.AddMinutes(25), saved.LeaseUntil);
        Assert.Equal(
            new CommandOutcome.NotYet(Walk.Start.AddMinutes(25)),
            saved.Try(new Command.LeaseLost(), Actor.System, atMinute: 20));
        var lost = saved.Do(new Command.LeaseLost(), Actor.System, atMinute: 25);
        Assert.Equal((Queued, null, 1), (lost.State, lost.Holder, lost.ReturnedClaims));
    }

    [Theory]
    [InlineData(Colour.Yellow, Colour.Red, true)]
    [InlineData(Colour.Yellow, Colour.Green, false)]
    public void A_sender_may_raise_the_colour_and_not_lower_it(Colour from, Colour to, bool accepted)
    {
        var outcome = Walk.Queued(from).Try(new Command.ChangeColour(to, ColourReason.PatientWorse, null), Walk.Sender);
        Assert.Equal(accepted, outcome is CommandOutcome.Accepted);
        if (!accepted) Assert.IsType<CommandOutcome.MayNotLower>(outcome);
    }

    [Fact]
    public void The_desk_lowers_a_colour_only_with_a_reason()
    {
        var queued = Walk.Queued(Colour.Red);
        var withoutReason = new Command.ChangeColour(Colour.Green, null, null);
        Assert.IsType<CommandOutcome.MayNotLower>(queued.Try(withoutReason, Walk.Desk));
        Assert.Equal(Colour.Green,
            queued.Do(new Command.ChangeColour(Colour.Green, ColourReason.PatientStable, null), Walk.Desk).Colour);
    }

    [Fact]
    public void A_sender_cancels_before_reading_and_not_after()
    {
        var cancel = new Command.Cancel(CancelReason.PatientLeft);
        Assert.Equal(Cancelled, Walk.Queued().Do(cancel, Walk.Sender).State);
        Assert.IsType<CommandOutcome.NotFromHere>(Walk.Reading().Try(cancel, Walk.Sender));
    }

    [Fact]
    public void A_returned_case_goes_on_as_a_copy()
    {
        var returned = Walk.Queued().Do(new Command.Return(ReturnReason.NoQuestion, "Ask something."), Walk.Desk);
        var copy = returned.Copy(new ConsultationId(Guid.Empty), returned.Sender, Walk.Start);
        Assert.Equal((Draft, (ConsultationId?)returned.Id, 1), (copy!.State, copy.CopiedFrom, copy.Version));
        Assert.Null(Walk.Queued().Copy(new ConsultationId(Guid.Empty), returned.Sender, Walk.Start));
    }

    [Fact]
    public void Returning_needs_advice() =>
        Assert.Equal(
            new CommandOutcome.WordsMissing(CommandKind.Return),
            Walk.Queued().Try(new Command.Return(ReturnReason.NoQuestion, " "), Walk.Desk));

    [Fact]
    public void A_report_that_needs_review_is_not_signed_before()
    {
        var drafted = Walk.Reading().Do(new Command.FinishDraft(ReviewReason.JuniorReporter), Walk.Reader);
        Assert.Equal(
            new CommandOutcome.ReviewFirst(ReviewReason.JuniorReporter), drafted.Try(new Command.Sign(), Walk.Reader));
        var reviewed = drafted
            .Do(new Command.AskReview(ReviewReason.JuniorReporter), Walk.Reader)
            .Do(new Command.PassReview(), Walk.Reviewer);
        Assert.Equal(Signed, reviewed.Do(new Command.Sign(), Walk.Reader).State);
    }

    [Fact]
    public void Advice_does_not_replace_the_review_that_must_be()
    {
        var sentBack = Walk.Reading().Do(new Command.FinishDraft(ReviewReason.JuniorReporter), Walk.Reader)
            .Do(new Command.AskReview(ReviewReason.AskedByReporter), Walk.Reader)
            .Do(new Command.SendBack("Mention the axis."), Walk.Reviewer);
        var again = sentBack.Do(new Command.FinishDraft(null), Walk.Reader);
        Assert.Equal(
            new CommandOutcome.ReviewFirst(ReviewReason.JuniorReporter), again.Try(new Command.Sign(), Walk.Reader));
    }

    [Fact]
    public void Who_asked_for_a_review_himself_signs_after_the_advice()
    {
        var sentBack = Walk.Drafted().Do(new Command.AskReview(ReviewReason.AskedByReporter), Walk.Reader)
            .Do(new Command.SendBack("Mention the axis."), Walk.Reviewer);
        var again = sentBack.Do(new Command.FinishDraft(null), Walk.Reader);
        Assert.Equal(Signed, again.Do(new Command.Sign(), Walk.Reader).State);
    }

    [Theory]
    [InlineData(ReviewReason.JuniorReporter, null)]
    [InlineData(ReviewReason.Sampled, ReviewReason.Sampled)]
    [InlineData(ReviewReason.CriticalMismatch, ReviewReason.CriticalMismatch)]
    public void Another_reader_inherits_only_the_reasons_that_lie_in_the_case(ReviewReason given, ReviewReason? left)
    {
        var taken = Walk.Reading().Do(new Command.FinishDraft(given), Walk.Reader)
            .Do(new Command.Release(ReleaseReason.EndOfShift), Walk.Reader)
            .Do(new Command.Claim(), Walk.OtherReader);
        Assert.Equal(left, taken.ReviewNeeded);
    }

    [Fact]
    public void Nobody_reviews_the_own_report()
    {
        var pending = Walk.Queued().Do(new Command.Claim(), Walk.Reviewer).Do(new Command.Open(), Walk.Reviewer)
            .Do(new Command.FinishDraft(ReviewReason.Sampled), Walk.Reviewer)
            .Do(new Command.AskReview(ReviewReason.Sampled), Walk.Reviewer);
        Assert.IsType<CommandOutcome.OwnWork>(pending.Try(new Command.PassReview(), Walk.Reviewer));
        Assert.IsType<CommandOutcome.OwnWork>(pending.Try(new Command.SendBack("Fine."), Walk.Reviewer));
        Assert.Equal(Reviewed, pending.Do(new Command.PassReview(), Walk.Chief).State);
    }

    [Fact]
    public void Signing_twice_says_when_it_was_signed()
    {
        var signed = Walk.Drafted().Do(new Command.Sign(), Walk.Reader, atMinute: 7);
        Assert.Equal(
            new CommandOutcome.AlreadySigned(Walk.Start.AddMinutes(7)), signed.Try(new Command.Sign(), Walk.Reader));
    }

    [Fact]
    public void A_critical_report_is_read_back_and_not_closed_before_the_patient_was_reached()
    {
        var delivered = Walk.Delivered().Do(new Command.MarkCritical(), Walk.Reader);
        Assert.IsType<CommandOutcome.ReadBackNeeded>(delivered.Try(new Command.Acknowledge(false), Walk.Sender));
        var acted = delivered
            .Do(new Command.Acknowledge(ReadBack: true), Walk.Sender)
            .Do(new Command.RecordAction(TakenAction.Referred, null), Walk.Sender);
        Assert.IsType<CommandOutcome.CriticalLoopOpen>(acted.Try(new Command.Close(), Walk.Sender));
        Assert.Equal(Closed,
            acted.Do(new Command.SettleCritical(), Actor.System).Do(new Command.Close(), Walk.Sender).State);
    }

    [Fact]
    public void The_sender_asks_one_second_opinion_and_the_first_report_stands_when_none_comes()
    {
        var ask = new Command.AskSecondOpinion(Blind: false, null, null);
        var asked = Walk.Delivered().Do(ask, Walk.Sender);
        Assert.Equal(SecondOpinion, asked.State);
        var back = asked.Do(new Command.LetFirstReportStand(), Actor.System);
        Assert.Equal(Delivered, back.State);
        Assert.IsType<CommandOutcome.OnceOnly>(back.Try(ask, Walk.Sender));
    }

    [Fact]
    public void When_two_readers_disagree_a_third_signs()
    {
        var asked = Walk.Delivered().Do(new Command.AskSecondOpinion(Blind: true, null, null), Walk.Sender);
        Assert.IsType<CommandOutcome.OwnWork>(asked.Try(new Command.Contradict(), Walk.Reader));
        var disputed = asked.Do(new Command.Contradict(), Walk.Reviewer);
        Assert.Equal(Reviewed, disputed.State);
        Assert.IsType<CommandOutcome.OwnWork>(disputed.Try(new Command.Sign(), Walk.Reviewer));
        Assert.Equal(Signed, disputed.Do(new Command.Sign(), Walk.Chief).State);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void A_closed_case_is_reopened_within_ninety_days(int days, bool accepted)
    {
        var outcome = Walk.Closed().Try(
            new Command.Reopen(ReopenReason.NewSymptoms, "Pain again."), Walk.Sender, atMinute: days * 24 * 60);
        Assert.Equal(accepted, outcome is CommandOutcome.Accepted { Consultation.State: Queued });
        if (!accepted) Assert.IsType<CommandOutcome.TooLate>(outcome);
    }

    [Fact]
    public void A_reopened_case_begins_without_the_critical_finding_of_the_reading_before()
    {
        var critical = Walk.Delivered().Do(new Command.MarkCritical(), Walk.Reader)
            .Do(new Command.Acknowledge(ReadBack: true), Walk.Sender)
            .Do(new Command.RecordAction(TakenAction.Referred, null), Walk.Sender)
            .Do(new Command.SettleCritical(), Actor.System).Do(new Command.Close(), Walk.Sender);
        Assert.True(critical.IsCritical);
        var again = critical.Do(new Command.Reopen(ReopenReason.NewSymptoms, "Pain again."), Walk.Sender);
        Assert.False(again.IsCritical);
        var found = again.Do(new Command.Claim(), Walk.Reader).Do(new Command.Open(), Walk.Reader)
            .Do(new Command.MarkCritical(), Walk.Reader);
        Assert.True(found.HasOpenCriticalLoop);
    }

    [Theory]
    [InlineData(Draft, 0, true)]
    [InlineData(Reading, 0, true)]
    [InlineData(Acted, 0, true)]
    [InlineData(Cancelled, 0, false)]
    [InlineData(Rejected, 0, false)]
    [InlineData(Returned, 0, false)]
    [InlineData(Expired, 0, false)]
    [InlineData(Closed, 90, true)]
    [InlineData(Closed, 91, false)]
    public void Words_are_taken_until_the_case_has_ended_for_good(ConsultationState state, int days, bool taken)
    {
        var its = Walk.Draft() with { State = state, ClosedAt = state == Closed ? Walk.Start : null };
        Assert.Equal(taken, its.TakesWords(Walk.Start.AddDays(days)));
    }

    [Fact]
    public void A_change_of_service_names_the_old_and_the_new_one_and_ends_when_somebody_has_the_case()
    {
        var change = new Command.ChangeService("ecg", "frozen_section", ServiceKind.Pathology);
        var done = Assert.IsType<CommandOutcome.Accepted>(Walk.Queued().Try(change, Walk.Desk));
        Assert.Equal("ecg frozen_section", done.Event.Text);
        Assert.Equal(("frozen_section", ServiceKind.Pathology, Colour.Red, Queued),
            (done.Consultation.ServiceCode, done.Consultation.Service, done.Consultation.Colour,
                done.Consultation.State));
        Assert.IsType<CommandOutcome.NothingToChange>(done.Consultation.Try(change, Walk.Desk));
        Assert.IsType<CommandOutcome.NotYourPart>(Walk.Queued().Try(change, Walk.Sender));
        Assert.IsType<CommandOutcome.NotFromHere>(Walk.Reading().Try(change, Walk.Desk));
    }

    [Fact]
    public void Open_is_what_was_sent_and_has_no_end_yet()
    {
        ConsultationState[] others = [Draft, Acted, Closed, Rejected, Returned, Cancelled, Expired];
        Assert.Equal(Enum.GetValues<ConsultationState>().Except(others),
            Enum.GetValues<ConsultationState>().Where(state => state.IsOpen()));
    }

    [Fact]
    public void Only_the_signer_or_a_reviewer_amends()
    {
        var amend = new Command.Amend(AmendSeverity.ClinicallyImportant, "The side was wrong.");
        Assert.IsType<CommandOutcome.HeldByAnother>(Walk.Delivered().Try(amend, Walk.OtherReader));
        Assert.Equal(Amended, Walk.Delivered().Do(amend, Walk.Reviewer).State);
        Assert.Equal(Amended, Walk.Closed().Do(amend, Walk.Reader).State);
    }

    [Fact]
    public void Nobody_reads_the_own_request()
    {
        var its = Walk.Queued() with { Sender = Walk.Reader.Person!.Value };
        Assert.IsType<CommandOutcome.OwnWork>(its.Try(new Command.Claim(), Walk.Reader));
    }
}
