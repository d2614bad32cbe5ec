using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Journey;

/// <summary>What procedures' files name, found by its name.</summary>
internal sealed class Ports(IServiceProvider services)
{
    /// <summary>The handler of a model's outcome; none where the model has no outcome.</summary>
    public IOutcome? OutcomeOf(ProcedureModel model) => model.Outcome is { } outcome ? services.GetRequiredKeyedService<IOutcome>(outcome.Handler) : null;

    /// <summary>The rule that computes a fee; none where it is fixed, or told in words alone.</summary>
    public IFee? FeeOf(ModelFee fee) => fee.Rule is null ? null : services.GetRequiredKeyedService<IFee>(fee.Rule);

    public IOutcomeAct ActOf(ModelAct act) => services.GetRequiredKeyedService<IOutcomeAct>(act.By.Name);

    public IAnswerSource? SourceOf(Question question) => question.Source is null ? null : services.GetRequiredKeyedService<IAnswerSource>(question.Source);

    /// <summary>A source that some module may bring; none where it is not there.</summary>
    public IAnswerSource? Source(string name) => services.GetKeyedService<IAnswerSource>(name);

    /// <summary>Reads what a form sent for a question, and says beside its field what is wrong.</summary>
    public Task<string?> ReadAsync(
        Question question, string name, IFormCollection form, IReadOnlyList<AnswerChoice> choices, ModelStateDictionary state, CancellationToken cancel = default)
    {
        var field = new AnswerField(question, name, form, choices, state, services);
        field.ShowAgain();
        return question.Kind.ReadAsync(field, cancel);
    }

    public Task<object?> DrawnWithAsync(Question question, CancellationToken cancel = default) => question.Kind.DrawnWithAsync(services, cancel);
}
