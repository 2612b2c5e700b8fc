using AdminPortal;
using AdminPortal.Components;
using AdminPortal.Data;
using AdminPortal.Services;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });
builder.Services.AddPortalServices(builder.Configuration, builder.Environment.ContentRootPath);
builder.Services.AddPortalPages();
var app = builder.Build();
app.MapGet("/health/live", () => Results.Text("live"));
app.MapPortalPages();
await app.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
app.Run();
