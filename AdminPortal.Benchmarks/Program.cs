using AdminPortal.Benchmarks;

// dotnet run -c Release --project AdminPortal.Benchmarks [-- --postgres "Host=…;Username=…;Password=…"]
var postgres = args.SkipWhile(a => a != "--postgres").Skip(1).FirstOrDefault();
await ProvisioningServiceBenchmark.RunAsync(null, callers: 64, calls: 10_000);
if (postgres is not null)
    await ProvisioningServiceBenchmark.RunAsync(postgres, callers: 32, calls: 10_000);
