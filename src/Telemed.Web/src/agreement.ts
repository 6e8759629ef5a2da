import type {
  AuditRow,
  AuditVerdict,
  Credentials,
  Device,
  Duty,
  Facility,
  JobList,
  Page,
  Pairing,
  Person,
} from "./admin/types";
import type { Conflict, Removal } from "./admin/images/types";
import type { Snapshot } from "./case/snapshots";
import type { Case, CaseRow, PhoneBack, PhotoScale, Report, ReportDraft, ReportTemplate } from "./case/types";
import type { PatientHistory } from "./case/priors";
import type { Check, LegalHold, Patient, PatientRow } from "./clinic/types";
import type { FigureCase, Turnaround, Volume } from "./desk/figures/types";
import type { ReaderRanking } from "./desk/readers";
import type { DeskNow } from "./desk/types";
import type { EcgInfo } from "./ecg/types";
import type { Measurement } from "./imaging/useMeasurements";
import type { components } from "./platform/api-types";
import type { Catalogue } from "./platform/catalogue";
import type { Session } from "./platform/session";
import type { Notice } from "./shell/noticeText";
import type { KeptDrawing } from "./rooms/KeptDrawings";
import type { Room, RoomLine } from "./rooms/types";
import type { Demonstration } from "./signin/types";
import type { SlideInfo, SlideMark, TraySlide } from "./slides/types";

type Answers = components["schemas"];

// The hub writes every member of an answer; free JSON is what the page says it is.
type Sent<T> = unknown extends T ? any : T extends object ? { [K in keyof T]-?: Sent<T[K]> } : T;

// Codes are text on the wire; which ones there are, the catalogue and the page know.
type Read<T> = T extends string ? string : T extends object ? { [K in keyof T]: Read<T[K]> } : T;

/** Does not compile when the hub's answer lacks what a page reads, or sends it in another form. */
type Agreed<_Wire extends Read<Page>, Page> = Page;

/** What the pages read of the hub's answers, held against the description that the hub gives of them. */
export type Agreement = [
  Agreed<Sent<Answers["ConsultationRow"]>, CaseRow>,
  Agreed<Sent<Answers["ConsultationView"]>, Case>,
  Agreed<Sent<Answers["DraftView"]>, ReportDraft>,
  Agreed<Sent<Answers["ReportView"]>, Report>,
  Agreed<Sent<Answers["ShowTemplateResponse"]>, ReportTemplate>,
  Agreed<Sent<Answers["PatientPage"]>, Page<PatientRow>>,
  Agreed<Sent<Answers["PatientView"]>, Patient>,
  Agreed<Sent<Answers["LegalHold"]>, LegalHold>,
  Agreed<Sent<Answers["Check"]>, Check>,
  Agreed<Sent<Answers["CatalogueView"]>, Catalogue>,
  Agreed<Sent<Answers["DeskNow"]>, DeskNow>,
  Agreed<Sent<Answers["ReaderRanking"]>, ReaderRanking>,
  Agreed<Sent<Answers["TurnaroundPage"]>, Turnaround>,
  Agreed<Sent<Answers["TurnaroundCases"]>, Page<FigureCase>>,
  Agreed<Sent<Answers["VolumePage"]>, Volume>,
  Agreed<Sent<Answers["PageOfFacilityView"]>, Page<Facility>>,
  Agreed<Sent<Answers["PageOfPersonView"]>, Page<Person>>,
  Agreed<Sent<Answers["TemporaryCredentials"]>, Credentials>,
  Agreed<Sent<Answers["PageOfDeviceRow"]>, Page<Device>>,
  Agreed<Sent<Answers["PageOfPairingRow"]>, Page<Pairing>>,
  Agreed<Sent<Answers["PageOfDutyRow"]>, Page<Duty>>,
  Agreed<Sent<Answers["ManageJobsResponse"]>, JobList>,
  Agreed<Sent<Answers["PageOfRow"]>, Page<AuditRow>>,
  Agreed<Sent<Answers["VerifyAuditResponse"]>, AuditVerdict>,
  Agreed<Sent<Answers["ViewEcgResponse"]>, EcgInfo>,
  Agreed<Sent<Answers["ViewSlideResponse"]>, SlideInfo>,
  Agreed<Sent<Answers["ListMarksResponse"]>, { readonly items: readonly SlideMark[] }>,
  Agreed<Sent<Answers["PatientHistory"]>, PatientHistory>,
  Agreed<Sent<Answers["NoticeLine"]>, Notice>,
  Agreed<Sent<Answers["ShowSessionResponse"]>, Session>,
  Agreed<Sent<Answers["RoomPage"]>, Room>,
  Agreed<Sent<Answers["LineView"]>, RoomLine>,
  Agreed<Sent<Answers["ShowDemonstrationResponse"]>, Demonstration>,
  Agreed<Sent<Answers["RestoreImagesRemoval"]>, Removal>,
  Agreed<Sent<Answers["ConflictGroup"]>, Conflict>,
  Agreed<Sent<Answers["MeasurementsMeasurement"]>, Measurement>,
  Agreed<Sent<Answers["SnapshotLine"]>, Snapshot>,
  Agreed<Sent<Answers["ListSlidesLine"]>, TraySlide>,
  Agreed<Sent<Answers["ListDrawingsDrawing"]>, KeptDrawing>,
  Agreed<Sent<Answers["PhoneBackView"]>, PhoneBack>,
  Agreed<Sent<Answers["CalibratePhotoResponse"]>, PhotoScale>,
];
