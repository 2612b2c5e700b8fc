using AdminPortal.Benchmarks;

// dotnet run -c Release --project AdminPortal.Benchmarks [-- --postgres "Host=…;Username=…;Password=…"] [--only
// start|provisioning|import|listing] [--portal FOLDER]
// --portal measures a published portal, which is compiled ahead of time, where one runs as a process of its own.
var postgres = Option("--postgres");
var only = Option("--only");
PortalServer.Published = Option("--portal");
if (Wanted("start"))
    await StartBenchmark.RunAsync();

if (Wanted("provisioning"))
{
    await ProvisioningHttpBenchmark.RunAsync(null, connections: 64);
    if (postgres is not null)
    {
        await ProvisioningHttpBenchmark.RunAsync(postgres, connections: 32);
        await ProvisioningServiceBenchmark.RunAsync(postgres, callers: 32, calls: 10_000);
    }
}

if (Wanted("import"))
{
    await ImportBenchmark.RunAsync(null, rows: 1_000_000);
    if (postgres is not null)
        await ImportBenchmark.RunAsync(postgres, rows: 1_000_000);
}

if (Wanted("listing"))
{
    await ListingBenchmark.RunAsync(null, rows: 1_000_000);
    if (postgres is not null)
        await ListingBenchmark.RunAsync(postgres, rows: 1_000_000);
}

string? Option(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

bool Wanted(string name) => only is null || only == name;
