using System.Text.Json;
using Liburia.Platform.Commands;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Web;

/// <summary>Calculates by a rule of law, from a JSON object on the standard input. It needs no installation.</summary>
internal static class CalcCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var services = CoreServices.Of(Modules.All, options.ToInstallation(), TimeProvider.System);
        var calculators = services.GetServices<ICalculator>().OrderBy(calculator => calculator.Family, StringComparer.Ordinal).ToList();
        if (options.Words is [])
        {
            foreach (var known in calculators) Console.WriteLine($"  {known.Family,-26} {known.Title.It} ({known.Norm})");
            return 0;
        }
        if (options.Words.Count > 1 || calculators.FirstOrDefault(known => known.Family == options.Words[0]) is not { } calculator)
        {
            await Console.Error.WriteLineAsync($"liburia calc: il calcolo «{string.Join(' ', options.Words)}» non c'è. Ci sono: {string.Join(", ", calculators.Select(known => known.Family))}.");
            return 2;
        }
        try
        {
            var (text, length) = (new char[CalculatorJson.MaxLength + 1], 0);
            while (length < text.Length && await Console.In.ReadAsync(text.AsMemory(length)) is var read and > 0) length += read;
            if (length > CalculatorJson.MaxLength) throw new CalculatorRefused(null, new("I dati sono troppi: al più 64 kB.", "There is too much data: 64 kB at most."));
            var calculation = calculator.Calculate(CalculatorJson.Parse(new string(text, 0, length)));
            Console.WriteLine(JsonSerializer.Serialize(CalculatorJson.Answer(calculation, english: false), CalculatorJson.Options));
            return 0;
        }
        catch (CalculatorRefused refused)
        {
            await Console.Error.WriteLineAsync($"liburia calc: {refused.Text.It}");
            return 2;
        }
    }
}
