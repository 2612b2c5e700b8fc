namespace AdminPortal.Cli;

/// <summary>Standard input with cancellable reads: the console's own stream ignores cancellation until the next byte.</summary>
internal sealed class StandardInput : Stream
{
    private readonly Stream _input = Console.OpenStandardInput();

    /// <summary>Its first line, without the line end; null if there is none.</summary>
    public static async Task<string?> ReadLineAsync(CancellationToken cancel)
    {
        using var reader = new StreamReader(new StandardInput());
        return await reader.ReadLineAsync(cancel);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Reads into a separate buffer: an abandoned read may complete later, when the caller's buffer is used for something else.
        var own = new byte[buffer.Length];
        var read = await _input.ReadAsync(own, CancellationToken.None).AsTask().WaitAsync(cancellationToken);
        own.AsSpan(0, read).CopyTo(buffer.Span);
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
