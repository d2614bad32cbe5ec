using Liburia.Bench;

// dotnet run -c Release --project bench [-- page|writes|pdf|search|cases|filings|crowd|logins|jobs|imports|scale|restore] [--small] : each measurement beside the thing it is measured against.
var wanted = args.Where(arg => !arg.StartsWith('-')).ToHashSet();
Measure.IsSmall = args.Contains("--small");
bool Wants(string name) => wanted.Count == 0 || wanted.Contains(name);
if (Wants("restore")) await RestoreBench.RunAsync();
if (Wants("scale")) await ScaleBench.RunAsync();
if (Wants("cases")) await CasesBench.RunAsync();
if (Wants("filings")) await FilingsBench.RunAsync();
if (Wants("crowd")) await CrowdBench.RunAsync();
if (Wants("logins")) await LoginsBench.RunAsync();
if (Wants("jobs")) await JobsBench.RunAsync();
if (Wants("imports")) await ImportsBench.RunAsync();
if (wanted.Count > 0 && wanted.All(name => name is "restore" or "scale" or "cases" or "filings" or "crowd" or "logins" or "jobs" or "imports")) return 0;
await using var yard = await Yard.OpenAsync();
if (Wants("page")) await PageBench.RunAsync(yard);
if (Wants("writes")) await WritesBench.RunAsync(yard);
if (Wants("pdf")) await PdfBench.RunAsync(yard);
if (Wants("search")) await SearchBench.RunAsync(yard);
return 0;
