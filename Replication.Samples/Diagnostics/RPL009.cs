using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl009;

// 65 fields, and a change mask has 64 bits.
[Replicated]
public partial struct Inventory
{
    public byte F00, F01, F02, F03, F04, F05, F06, F07, F08, F09, F10, F11, F12;
    public byte F13, F14, F15, F16, F17, F18, F19, F20, F21, F22, F23, F24, F25;
    public byte F26, F27, F28, F29, F30, F31, F32, F33, F34, F35, F36, F37, F38;
    public byte F39, F40, F41, F42, F43, F44, F45, F46, F47, F48, F49, F50, F51;
    public byte F52, F53, F54, F55, F56, F57, F58, F59, F60, F61, F62, F63, F64;
}
