using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Imaging;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OpenStudy.Response))]
[JsonSerializable(typeof(IReadOnlyList<KeyImages.KeyImage>))]
[JsonSerializable(typeof(KeyImages.Form))]
[JsonSerializable(typeof(KeyImages.Order), TypeInfoPropertyName = "KeyImageOrder")]
[JsonSerializable(typeof(IReadOnlyList<Measurements.Measurement>))]
[JsonSerializable(typeof(Measurements.Form), TypeInfoPropertyName = "MeasurementForm")]
[JsonSerializable(typeof(IReadOnlyList<ConflictGroup>))]
[JsonSerializable(typeof(ResolveConflicts.Response), TypeInfoPropertyName = "ResolveConflictsResponse")]
[JsonSerializable(typeof(ResolveConflicts.Form), TypeInfoPropertyName = "ResolveConflictsForm")]
[JsonSerializable(typeof(CopyForTeaching.Form), TypeInfoPropertyName = "CopyForTeachingForm")]
[JsonSerializable(typeof(List<CopyForTeaching.LeftOut>))]
[JsonSerializable(typeof(IReadOnlyList<RestoreImages.Removal>))]
[JsonSerializable(typeof(RestoreImages.Response), TypeInfoPropertyName = "RestoreImagesResponse")]
[JsonSerializable(typeof(HeaderPatient))]
[JsonSerializable(typeof(ChangeFeed.Response), TypeInfoPropertyName = "ChangeFeedResponse")]
internal sealed partial class ImagingJson : JsonSerializerContext;
