using Liburia.Platform.Files;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>Files, which are kept one by one while the page is open: what the draft holds is the answer.</summary>
internal sealed class FileKind : IQuestionKind
{
    public string Name => QuestionKinds.File;

    public string View => "/Pages/Procedures/Kinds/File.cshtml";

    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel) => Task.FromResult<string?>(null);

    public IEnumerable<(string Key, string Reason)> Judge(Question question)
    {
        foreach (var odd in question.Formats.Where(format => !FileFormat.Known.ContainsKey(format)))
            yield return ("formats", $"il formato «{odd}» non si conosce: {string.Join(", ", FileFormat.Known.Keys)}.");
        if (question.Formats.Count == 0) yield return ("formats", "un allegato dice i formati ammessi.");
    }
}
