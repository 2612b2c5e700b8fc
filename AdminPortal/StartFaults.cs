using System.Net.Sockets;
using System.Security.Cryptography;
using AdminPortal.Data;
using AdminPortal.Settings;
using Microsoft.AspNetCore.Connections;

namespace AdminPortal;

/// <summary>Startup errors that the operator can fix: one line each, without a stack trace.</summary>
internal static class StartFaults
{
    /// <summary>Prevents server and host from logging a startup error with its stack trace: it is printed in one line at the end. After
    /// startup, they log as usual.</summary>
    public static void TellOnce(WebApplicationBuilder builder)
    {
        var (hasStarted, hasFailed) = (false, false);
        foreach (var category in (string[])["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"])
            builder.Logging.AddFilter(
                category,
                level =>
                {
                    hasFailed |= !hasStarted && level > LogLevel.Warning;
                    return level == LogLevel.Warning || (level > LogLevel.Warning && hasStarted);
                }
            );

        // Nor should it log a shutdown as if it had been running.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", level => level >= LogLevel.Information && !hasFailed);
        builder.Services.AddHostedService(services => new OnStarted(
            services.GetRequiredService<IHostApplicationLifetime>(),
            () => hasStarted = true
        ));
    }

    /// <summary>What to fix, one line for each error; null for a bug.</summary>
    public static string? Explain(Exception fault) =>
        fault switch
        {
            InvalidSettingException or DatabaseUnavailableException => fault.Message,
            IOException { InnerException: AddressInUseException } =>
                $"{fault.Message} Stop the program that listens there, or choose another address: --urls http://localhost:5081",
            SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable or SocketError.HostNotFound } =>
                $"The portal cannot listen on its address: {fault.Message}. Choose another: --urls http://localhost:5081",
            SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } =>
                "The portal cannot listen: the process has no file descriptors left. Raise its limit (ulimit -n).",
            InvalidOperationException when fault.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
                "Setting urls has an https address, but there is no certificate: set Kestrel:Certificates:Default:Path (and "
                    + "Password), or use http behind a proxy.",
            CryptographicException => $"The certificate in Kestrel:Certificates or Kestrel:Endpoints cannot be read: {OneLine(fault)}",
            InvalidDataException => $"{OneLine(fault)} {OneLine(fault.GetBaseException())}",
            InvalidOperationException when fault.Message.StartsWith("Configuration value '", StringComparison.Ordinal) =>
                $"Setting Logging:LogLevel takes Trace, Debug, Information, Warning, Error, Critical or None. {OneLine(fault)}",

            // Other I/O errors at startup come from settings of the framework, such as Kestrel's.
            IOException or UnauthorizedAccessException => $"The portal cannot start: {OneLine(fault)}",
            InvalidOperationException
            or FormatException
            or ArgumentException when fault.Source?.StartsWith("Microsoft.", StringComparison.Ordinal) is true =>
                $"The portal cannot start: {OneLine(fault)}",
            _ => null,
        };

    private static string OneLine(Exception fault) => fault.Message.ReplaceLineEndings(" ").Trim();

    private sealed class OnStarted(IHostApplicationLifetime lifetime, Action tell) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(tell);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
