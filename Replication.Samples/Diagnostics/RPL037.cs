using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl037;

[Message]
public partial struct Changed<T> // RPL037
    where T : unmanaged
{
    public T Value;
}
