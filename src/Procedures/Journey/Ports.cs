using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Journey;

/// <summary>What procedures' files name, found by its name.</summary>
internal sealed class Ports(IServiceProvider services)
{
    /// <summary>The handler of a model's outcome; none where the model has no outcome.</summary>
    public IOutcome? OutcomeOf(ProcedureModel model) => model.Outcome is { } outcome ? services.GetRequiredKeyedService<IOutcome>(outcome.Handler) : null;

    public IAnswerSource? SourceOf(Question question) => question.Source is null ? null : services.GetRequiredKeyedService<IAnswerSource>(question.Source);

    /// <summary>A source that some module may bring; none where it is not there.</summary>
    public IAnswerSource? Source(string name) => services.GetKeyedService<IAnswerSource>(name);

    /// <summary>Reads what a form sent for a question, and says beside its field what is wrong.</summary>
    public Task<string?> ReadAsync(AnswerField field, CancellationToken cancel = default)
    {
        field.ShowAgain();
        return field.Question.Kind.ReadAsync(field, cancel);
    }

    public AnswerField Field(Question question, string name, Microsoft.AspNetCore.Http.IFormCollection form, IReadOnlyList<AnswerChoice> choices,
        Microsoft.AspNetCore.Mvc.ModelBinding.ModelStateDictionary state) => new(question, name, form, choices, state, services);

    public Task<object?> DrawnWithAsync(Question question, CancellationToken cancel = default) => question.Kind.DrawnWithAsync(services, cancel);
}
