using System.Net.Sockets;
using AdminPortal.Data;
using Microsoft.AspNetCore.Connections;

namespace AdminPortal;

/// <summary>Faults that keep the portal from starting and that whoever starts it can mend: one line each, and no stack trace.</summary>
internal static class StartFaults
{
    /// <summary>
    /// Keeps the server and the host from logging a fault of the start with its stack trace: it is told in one line at the end.
    /// Once started, they log as ever.
    /// </summary>
    public static void TellOnce(WebApplicationBuilder builder)
    {
        var (hasStarted, hasFailed) = (false, false);
        foreach (var category in (string[])["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"])
            builder.Logging.AddFilter(category, level =>
            {
                hasFailed |= !hasStarted && level > LogLevel.Warning;
                return level == LogLevel.Warning || (level > LogLevel.Warning && hasStarted);
            });

        // Nor shall it announce its end as if it had run.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", level => level >= LogLevel.Information && !hasFailed);
        builder.Services.AddHostedService(services => new OnStarted(services.GetRequiredService<IHostApplicationLifetime>(), () => hasStarted = true));
    }

    /// <summary>The line that says what to mend; null for a fault that is a bug.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        WrongSettingException or DatabaseUnavailableException => fault.Message,
        IOException { InnerException: AddressInUseException } => $"{fault.Message} Stop the program that listens there, or choose another address: --urls http://localhost:5081",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } => $"The portal cannot listen on its address: {fault.Message}. Choose another: --urls http://localhost:5081",
        _ => null,
    };

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
