using AdminPortal;
using AdminPortal.Api;
using AdminPortal.Components;
using AdminPortal.Data;
using AdminPortal.Services;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });
builder.Services.AddPortalServices(builder.Configuration, builder.Environment.ContentRootPath);
builder.Services.AddPortalApi();
builder.Services.AddPortalPages();
var app = builder.Build();
app.MapPortalApi();
app.MapPortalPages();
await app.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
app.Run();
