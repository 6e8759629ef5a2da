// Names of PS3.6 for what readers look up; any other attribute shows its number alone.
const named = `
00080005 Specific Character Set|00080008 Image Type|00080016 SOP Class UID|00080018 SOP Instance UID|00080020 Study Date
00080021 Series Date|00080022 Acquisition Date|00080023 Content Date|0008002A Acquisition DateTime|00080030 Study Time
00080031 Series Time|00080032 Acquisition Time|00080033 Content Time|00080050 Accession Number|00080060 Modality
00080064 Conversion Type|00080068 Presentation Intent Type|00080070 Manufacturer|00080080 Institution Name
00080081 Institution Address|00080090 Referring Physician's Name|00081010 Station Name|00081030 Study Description
00081032 Procedure Code Sequence|0008103E Series Description|00081040 Institutional Department Name
00081050 Performing Physician's Name|00081070 Operators' Name|00081090 Manufacturer's Model Name
00081140 Referenced Image Sequence|00082111 Derivation Description|00082112 Source Image Sequence
00082144 Recommended Display Frame Rate|00100010 Patient's Name|00100020 Patient ID|00100030 Patient's Birth Date
00100040 Patient's Sex|00101010 Patient's Age|00101020 Patient's Size|00101030 Patient's Weight|00104000 Patient Comments
00180010 Contrast/Bolus Agent|00180015 Body Part Examined|00180020 Scanning Sequence|00180021 Sequence Variant
00180022 Scan Options|00180023 MR Acquisition Type|00180040 Cine Rate|00180050 Slice Thickness|00180060 KVP
00180080 Repetition Time|00180081 Echo Time|00180082 Inversion Time|00180087 Magnetic Field Strength
00180088 Spacing Between Slices|00180090 Data Collection Diameter|00181000 Device Serial Number|00181020 Software Versions
00181030 Protocol Name|00181050 Spatial Resolution|00181063 Frame Time|00181100 Reconstruction Diameter
00181110 Distance Source to Detector|00181111 Distance Source to Patient|00181114 Estimated Radiographic Magnification Factor
00181120 Gantry/Detector Tilt|00181130 Table Height|00181150 Exposure Time|00181151 X-Ray Tube Current|00181152 Exposure
00181160 Filter Type|00181164 Imager Pixel Spacing|00181170 Generator Power|00181190 Focal Spot(s)|00181210 Convolution Kernel
00181314 Flip Angle|00185100 Patient Position|00185101 View Position|00189345 CTDIvol|0020000D Study Instance UID
0020000E Series Instance UID|00200010 Study ID|00200011 Series Number|00200012 Acquisition Number|00200013 Instance Number
00200020 Patient Orientation|00200032 Image Position (Patient)|00200037 Image Orientation (Patient)
00200052 Frame of Reference UID|00200060 Laterality|00200062 Image Laterality|00201040 Position Reference Indicator
00201041 Slice Location|00204000 Image Comments|00280002 Samples per Pixel|00280004 Photometric Interpretation
00280006 Planar Configuration|00280008 Number of Frames|00280010 Rows|00280011 Columns|00280030 Pixel Spacing
00280100 Bits Allocated|00280101 Bits Stored|00280102 High Bit|00280103 Pixel Representation
00280106 Smallest Image Pixel Value|00280107 Largest Image Pixel Value|00280301 Burned In Annotation
00281050 Window Center|00281051 Window Width|00281052 Rescale Intercept|00281053 Rescale Slope|00281054 Rescale Type
00281055 Window Center & Width Explanation|00282110 Lossy Image Compression|00282112 Lossy Image Compression Ratio
00321060 Requested Procedure Description|00400244 Performed Procedure Step Start Date
00400254 Performed Procedure Step Description|00400275 Request Attributes Sequence|00289132 Frame VOI LUT Sequence
00080100 Code Value|00080102 Coding Scheme Designator|00080104 Code Meaning|00081150 Referenced SOP Class UID
00081155 Referenced SOP Instance UID|52009229 Shared Functional Groups Sequence|52009230 Per-frame Functional Groups Sequence
7FE00010 Pixel Data`;

const names = new Map(
  named
    .trim()
    .split(/[|\n]/)
    .map(each => [each.slice(0, 8), each.slice(9)] as const),
);

/** The standard's name of an attribute, by its eight hexadecimal digits; empty for one that is not in the table. */
export const tagName = (tag: string): string => names.get(tag) ?? "";
