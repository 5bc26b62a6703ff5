using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Stages;

[Needs("lifecycle.read")]
internal sealed class DetailPage : CrmPage
{
    public ShowStage.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new ShowStage.Query(id));

    /// <summary>Why a customer came into a stage, in words.</summary>
    public static string Why(Texts texts, ShowStage.Step step, StageRules rules) => step.Why switch
    {
        StageReason.Hand => texts["lifecycle.why.hand", step.Reason ?? "–"],
        StageReason.Merged or StageReason.Erased or StageReason.Separated => texts[step.Why],
        _ => Rule(texts, step.To, step.Basis, rules) + (step.Why == StageReason.Rules ? "" : " · " + texts[step.Why]),
    };

    static string Rule(Texts texts, CustomerStage? stage, DateOnly? basis, StageRules rules) => stage switch
    {
        CustomerStage.Churned => texts["lifecycle.why.churned", $"{basis:yyyy-MM-dd}", rules.ChurnedDays],
        CustomerStage.Dormant => texts["lifecycle.why.dormant", $"{basis:yyyy-MM-dd}", rules.DormantDays],
        CustomerStage.New => texts["lifecycle.why.new", $"{basis:yyyy-MM-dd}"],
        CustomerStage.Growing => texts["lifecycle.why.growing", $"{basis:yyyy-MM-dd}"],
        CustomerStage.Mature => texts["lifecycle.why.mature", $"{basis:yyyy-MM-dd}", rules.MatureOrders],
        CustomerStage.InDevelopment => texts["lifecycle.why.development"],
        _ => texts["lifecycle.why.prospect"],
    };
}
