using System.Buffers.Binary;

namespace AdminPortal.Providers.Agents.Simulated;

/// <summary>The samples of the simulated voices: a short tone, in another pitch for each.</summary>
internal static class SimulatedTone
{
    private const int Rate = 8000;
    private const int Samples = Rate * 7 / 10;
    private const int HeaderSize = 44;

    /// <summary>A WAV file: PCM, 8 bits, one channel.</summary>
    /// <param name="hertz">The pitch.</param>
    public static byte[] Wav(double hertz)
    {
        var file = new byte[HeaderSize + Samples];
        var header = file.AsSpan(0, HeaderSize);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], Rate);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], Samples);
        for (var i = 0; i < Samples; i++)
        {
            // It swells and fades, because a tone that starts at full volume clicks.
            var volume = Math.Sin(Math.PI * i / Samples) * 60;
            file[HeaderSize + i] = (byte)(128 + (volume * Math.Sin(2 * Math.PI * hertz * i / Rate)));
        }

        return file;
    }
}
