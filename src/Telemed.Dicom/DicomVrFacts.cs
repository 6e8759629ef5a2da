namespace Telemed.Dicom;

/// <summary>What PS3.5 section 6.2 says of each value representation.</summary>
public static class DicomVrFacts
{
    extension(DicomVr vr)
    {
        /// <summary>True for one of the 34 representations of the standard.</summary>
        public bool IsKnown => vr switch
        {
            DicomVr.AE or DicomVr.AS or DicomVr.AT or DicomVr.CS or DicomVr.DA or DicomVr.DS or DicomVr.DT or
            DicomVr.FD or DicomVr.FL or DicomVr.IS or DicomVr.LO or DicomVr.LT or DicomVr.OB or DicomVr.OD or
            DicomVr.OF or DicomVr.OL or DicomVr.OV or DicomVr.OW or DicomVr.PN or DicomVr.SH or DicomVr.SL or
            DicomVr.SQ or DicomVr.SS or DicomVr.ST or DicomVr.SV or DicomVr.TM or DicomVr.UC or DicomVr.UI or
            DicomVr.UL or DicomVr.UN or DicomVr.UR or DicomVr.US or DicomVr.UT or DicomVr.UV => true,
            _ => false,
        };

        /// <summary>True when explicit encoding writes two reserved bytes and a 32-bit length (PS3.5 section
        /// 7.1.2).</summary>
        public bool HasLongLength => vr is DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL or DicomVr.OV or
            DicomVr.OW or DicomVr.SQ or DicomVr.SV or DicomVr.UC or DicomVr.UN or DicomVr.UR or DicomVr.UT or
            DicomVr.UV;

        /// <summary>True for characters, false for numbers, bytes and sequences.</summary>
        public bool IsText => vr is DicomVr.AE or DicomVr.AS or DicomVr.CS or DicomVr.DA or DicomVr.DS or DicomVr.DT or
            DicomVr.IS or DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or DicomVr.TM or
            DicomVr.UC or DicomVr.UI or DicomVr.UR or DicomVr.UT;

        /// <summary>True when Specific Character Set governs the text (PS3.5 section 6.1.2.2).</summary>
        public bool UsesCharacterSet => vr is DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or
            DicomVr.UC or DicomVr.UT;

        /// <summary>True when a backslash is a character rather than the border of two values.</summary>
        public bool IsSingleText => vr is DicomVr.LT or DicomVr.ST or DicomVr.UT or DicomVr.UR;

        /// <summary>True for bytes that DICOM JSON shows as InlineBinary or by reference.</summary>
        public bool IsBinary => vr is DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL or DicomVr.OV or
            DicomVr.OW or DicomVr.UN;

        /// <summary>Size of the unit whose bytes change places between byte orders; 1 when they never do.</summary>
        public int WordBytes => vr switch
        {
            DicomVr.AT or DicomVr.OW or DicomVr.SS or DicomVr.US => 2,
            DicomVr.FL or DicomVr.OF or DicomVr.OL or DicomVr.SL or DicomVr.UL => 4,
            DicomVr.FD or DicomVr.OD or DicomVr.OV or DicomVr.SV or DicomVr.UV => 8,
            _ => 1,
        };

        /// <summary>Size of one value of a fixed-size number; 0 for the others.</summary>
        public int ValueBytes => vr switch
        {
            DicomVr.SS or DicomVr.US => 2,
            DicomVr.AT or DicomVr.FL or DicomVr.SL or DicomVr.UL => 4,
            DicomVr.FD or DicomVr.SV or DicomVr.UV => 8,
            _ => 0,
        };

        /// <summary>The byte that makes a value's length even.</summary>
        public byte PadByte => vr is DicomVr.UI or DicomVr.OB or DicomVr.UN ? (byte)0 : (byte)' ';
    }
}
