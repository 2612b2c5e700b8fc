using AdminPortal;
using AdminPortal.Data;
using AdminPortal.Services;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });
builder.Services.AddPortalServices(builder.Configuration, builder.Environment.ContentRootPath);
var app = builder.Build();
app.MapGet("/health/live", () => Results.Text("live"));
await app.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
app.Run();
