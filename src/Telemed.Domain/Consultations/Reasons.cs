namespace Telemed.Domain.Consultations;

/// <summary>Why a reader asks the sender for more.</summary>
public enum InfoReason { ImageQuality, MissingHistory, NewView, NewSlide }

/// <summary>Why a case goes back to its sender.</summary>
public enum ReturnReason { NoQuestion, MissingFiles, UnreadableFiles, WrongPatient, WrongService, IncompleteForm }

/// <summary>Why a case is refused for good.</summary>
public enum RejectReason { NotASuitableService, Duplicate, NotDiagnosable, NoConsent, OutsideAgreement }

/// <summary>Why a sender takes a case back.</summary>
public enum CancelReason { SentByMistake, PatientLeft, PatientDeclined, SolvedLocally, PatientDied }

/// <summary>Why a claimed case goes back to the queue. The last two are the clock's.</summary>
public enum ReleaseReason
{
    OtherUrgentWork, OutsideMyField, KnowThePatient, EndOfShift, TechnicalProblem, NotOpened, LeaseLost,
}

/// <summary>Why a reader passes over the case that was next.</summary>
public enum SkipReason { OutsideMyField, KnowThePatient, WaitingForFiles, OtherUrgentWork, EndOfShift }

/// <summary>Why the desk gives a case to another reader.</summary>
public enum ReassignReason { Overload, WrongSpecialty, ReaderAbsent, BreachRisk }

/// <summary>Why somebody else shall look too.</summary>
public enum SecondOpinionReason { DifficultCase, Disagreement, PatientWish }

/// <summary>Why the pool becomes wider.</summary>
public enum EscalateReason { NobodyClaimed, NeedsHigherTier, NeedsOtherSkill }

/// <summary>Why the clock stands still; nothing else may stop it.</summary>
public enum PauseReason { AwaitingInformation, PatientNotAvailable, Equipment }

/// <summary>Why somebody changes the colour.</summary>
public enum ColourReason { RedFlag, PatientWorse, PatientStable, WrongColour, CriticalFinding, PathwayActivated }

/// <summary>Why a report needs a second pair of eyes before signing.</summary>
public enum ReviewReason { JuniorReporter, Sampled, CriticalMismatch, AskedByReporter }

/// <summary>How much an amendment matters to the patient.</summary>
public enum AmendSeverity { Wording, Minor, ClinicallyImportant }

/// <summary>What the sender did with the answer.</summary>
public enum TakenAction { Treated, Referred, Observed, PatientRefused, LostToFollowUp }

/// <summary>Why a closed case is opened again.</summary>
public enum ReopenReason { NewSymptoms, NewFiles, QuestionNotAnswered, QualityReview }
