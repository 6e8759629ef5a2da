using System.Collections.Frozen;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>The level a query asks for.</summary>
internal enum QueryLevel { Study, Series, Instance }

/// <summary>How a key is compared.</summary>
internal enum KeyKind { Text, Name, Uid, Date, Number, Modalities }

/// <summary>An attribute that is indexed: its column and how it is compared.</summary>
internal sealed record QueryKey(QueryLevel Level, string Column, KeyKind Kind)
{
    private static readonly FrozenDictionary<DicomTag, QueryKey> Keys = new Dictionary<DicomTag, QueryKey>
    {
        [DicomTags.StudyInstanceUID] = new(QueryLevel.Study, "s.study_uid", KeyKind.Uid),
        [DicomTags.PatientID] = new(QueryLevel.Study, "s.patient_number", KeyKind.Text),
        [DicomTags.PatientName] = new(QueryLevel.Study, "s.name_words", KeyKind.Name),
        [DicomTags.PatientBirthDate] = new(QueryLevel.Study, "s.birth_date", KeyKind.Date),
        [DicomTags.PatientSex] = new(QueryLevel.Study, "s.sex", KeyKind.Text),
        [DicomTags.StudyDate] = new(QueryLevel.Study, "s.study_date", KeyKind.Date),
        [DicomTags.StudyTime] = new(QueryLevel.Study, "s.study_time", KeyKind.Date),
        [DicomTags.AccessionNumber] = new(QueryLevel.Study, "s.accession", KeyKind.Text),
        [DicomTags.StudyID] = new(QueryLevel.Study, "s.study_number", KeyKind.Text),
        [DicomTags.StudyDescription] = new(QueryLevel.Study, "s.description", KeyKind.Text),
        [DicomTags.ReferringPhysicianName] = new(QueryLevel.Study, "s.referrer", KeyKind.Text),
        [DicomTags.ModalitiesInStudy] = new(QueryLevel.Study, "s.modalities", KeyKind.Modalities),
        [DicomTags.SeriesInstanceUID] = new(QueryLevel.Series, "e.series_uid", KeyKind.Uid),
        [DicomTags.Modality] = new(QueryLevel.Series, "e.modality", KeyKind.Text),
        [DicomTags.SeriesNumber] = new(QueryLevel.Series, "e.number", KeyKind.Number),
        [DicomTags.SeriesDescription] = new(QueryLevel.Series, "e.description", KeyKind.Text),
        [DicomTags.BodyPartExamined] = new(QueryLevel.Series, "e.body_part", KeyKind.Text),
        [DicomTags.SOPInstanceUID] = new(QueryLevel.Instance, "i.sop_uid", KeyKind.Uid),
        [DicomTags.SOPClassUID] = new(QueryLevel.Instance, "i.sop_class", KeyKind.Uid),
        [DicomTags.InstanceNumber] = new(QueryLevel.Instance, "i.number", KeyKind.Number),
    }.ToFrozenDictionary();

    public static QueryKey? Find(DicomTag tag) => Keys.GetValueOrDefault(tag);
}
