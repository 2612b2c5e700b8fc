using AdminPortal;
using AdminPortal.Api;
using AdminPortal.Background;
using AdminPortal.Cli;
using AdminPortal.Components;
using AdminPortal.Data;
using AdminPortal.Security;
using AdminPortal.Services.Startup;

// A verb runs and ends. Without one, the portal starts.
if (CommandLine.IsMeant(args))
    return await CommandLine.RunAsync(args);

try
{
    var builder = PortalHost.CreateBuilder(args);
    StartFaults.TellOnce(builder);
    var settings = PortalSettings.Read(builder.Configuration, builder.Environment.ContentRootPath);
    builder.Services.AddPortalServices(settings);
    builder.Services.AddPortalSecurity(settings);
    builder.Services.AddPortalApi();
    builder.Services.AddPortalPages();
    builder.Services.AddPortalBackground(builder.Configuration);

    var app = builder.Build();
    app.UsePortalSecurity();
    app.MapPortalApi();
    app.MapPortalPages();
    await app.Services.GetRequiredService<DatabaseSetup>().PrepareAsync(CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (Exception fault) when (StartFaults.Explain(fault) is { } line)
{
    Console.Error.WriteLine(line);
    return 1;
}
