namespace Telemed.Domain;

/// <summary>The level of an institution, highest first.</summary>
public enum Tier { City, County, Township, Village }

/// <summary>The three corridors: red is now, yellow is today, green is planned. Most urgent first.</summary>
public enum Colour { Red, Yellow, Green }

/// <summary>What a consultation is about; it chooses the viewer, the form and the report.</summary>
public enum ServiceKind { Ecg, Imaging, Pathology, General }

/// <summary>The languages every label exists in. Codes: <c>zh_cn</c>, <c>en</c>, <c>ru</c>, <c>kk</c>.</summary>
public enum Language { ZhCn, En, Ru, Kk }

/// <summary>Sex as written in the patient's papers.</summary>
public enum Sex { Unknown, Female, Male, Other }
