namespace Liburia.Platform.Commands;

/// <summary>A bar on the command line; a few plain lines where the output is no terminal.</summary>
public sealed class ProgressBar(TextWriter output, string what, int total)
{
    private readonly Lock gate = new();
    private int done;
    private int shown = -1;

    public void Add(int more)
    {
        lock (gate)
        {
            done += more;
            Show(Math.Min(100, (int)(100L * done / Math.Max(1, total))));
        }
    }

    public void Done()
    {
        lock (gate)
        {
            Show(100);
            if (!Console.IsOutputRedirected) output.WriteLine();
        }
    }

    private void Show(int percent)
    {
        if (Console.IsOutputRedirected)
        {
            if (percent / 25 == shown / 25 && shown >= 0) return;
            shown = percent;
            output.WriteLine($"{what}: {percent} %");
            return;
        }
        if (percent == shown) return;
        shown = percent;
        output.Write($"\r{what,-22} [{new string('█', percent / 4),-25}] {percent,3} %");
    }
}
