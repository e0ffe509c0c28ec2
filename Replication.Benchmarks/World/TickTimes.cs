using System.IO.MemoryMappedFiles;

namespace Replication.Benchmarks;

/// <summary>
/// When the server captured each tick, in a file that the client processes share: timestamps of this machine's clock.
/// </summary>
internal sealed class TickTimes : IDisposable
{
    // Enough for every run: warm-up, the seconds measured, the wait for the last acknowledgements.
    private const int MaxTicks = 1 << 20;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly string? _ownPath;

    private TickTimes(MemoryMappedFile file, string path, string? ownPath)
    {
        _file = file;
        _view = file.CreateViewAccessor();
        _ownPath = ownPath;
        Path = path;
    }

    /// <summary>Where other processes find it.</summary>
    public string Path { get; }

    public static TickTimes Create()
    {
        string path = System.IO.Path.GetTempFileName();
        return new TickTimes(
            MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, MaxTicks * sizeof(long)), path, path);
    }

    public static TickTimes Open(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.Open), path, null);

    public void Set(uint tick, long timestamp) => _view.Write(tick % MaxTicks * sizeof(long), timestamp);

    public long Of(uint tick) => _view.ReadInt64(tick % MaxTicks * sizeof(long));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        if (_ownPath is not null) File.Delete(_ownPath);
    }
}
