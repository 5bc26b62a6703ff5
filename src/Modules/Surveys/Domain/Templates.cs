using Crm.Contracts.Customers;

namespace Crm.Surveys.Domain;

/// <summary>The questionnaires that ship with the product; a survey made from one can be changed freely.</summary>
internal static partial class Templates
{
    public const string AfterTicket = "after_ticket", CustomerSatisfaction = "customer_satisfaction", Omnichannel = "omnichannel_service", NpsPulse = "nps_pulse", Effort = "effort", Event = "event", NewProduct = "new_product";

    public static readonly IReadOnlyDictionary<string, SurveyDefinition> All = new Dictionary<string, SurveyDefinition>
    {
        [AfterTicket] = new SurveyDefinition
        {
            Title = LocalText.Of("How did we do?", "服务满意度评价"),
            Intro = LocalText.Of("You contacted us recently, and we have finished work on it. Three short questions help us do better.", "您近期联系过我们，相关问题已处理完毕。请用不到一分钟回答三个问题，帮助我们改进服务。"),
            End = LocalText.Of("Thank you. If something went wrong, a person will call you back.", "感谢您的评价。如有不满意之处，我们会安排专人与您联系。"),
            Dimensions =
            [
                new Dimension
                {
                    Key = "ticket", Title = LocalText.Of("Your request", "本次服务"), InIndex = false,
                    Items =
                    [
                        Rating("overall", "How satisfied are you with the way we handled your request?", "您对我们本次的处理满意吗？", required: true) with { Headline = true },
                        new Item
                        {
                            Key = "solved", Kind = ItemKind.Single, Text = LocalText.Of("Is your request solved?", "您的问题解决了吗？"),
                            Options = [Choice("yes", "Yes, completely", "已完全解决"), Choice("partly", "Partly", "部分解决"), Choice("no", "No", "没有解决")],
                        },
                        new Item { Key = "comment", Kind = ItemKind.LongText, Text = LocalText.Of("What should we do better?", "您希望我们改进什么？"), Hint = LocalText.Of("Please do not enter passwords or card numbers.", "请不要填写密码或银行卡号。") },
                    ],
                },
            ],
        },
        [CustomerSatisfaction] = new SurveyDefinition
        {
            Title = LocalText.Of("Customer satisfaction survey", "客户满意度调查"),
            Intro = LocalText.Of("Your opinion decides what we improve next. The survey takes about five minutes; you can pause and go on later with the same link.", "您的意见决定我们下一步改进什么。问卷约需五分钟，可中途离开，稍后用同一链接继续。"),
            End = LocalText.Of("Thank you for your time. We read every answer and will tell you what we change.", "感谢您抽出时间。我们会认真阅读每一份答卷，并告知您改进结果。"),
            Dimensions =
            [
                new Dimension
                {
                    Key = "about", Title = LocalText.Of("About you", "基本信息"), InIndex = false,
                    Items =
                    [
                        new Item
                        {
                            Key = "industry", Kind = ItemKind.Single, Fact = AskedFact.Industry, Text = LocalText.Of("Which industry are you in?", "贵公司所属行业？"),
                            Options =
                            [
                                Choice("manufacturing", "Manufacturing", "制造业"), Choice("retail", "Retail", "零售业"), Choice("technology", "Technology", "信息技术"),
                                Choice("finance", "Finance", "金融业"), Choice("healthcare", "Healthcare", "医疗健康"), Choice("education", "Education", "教育"),
                                Choice("logistics", "Logistics", "物流运输"), Choice("other", "Other", "其他"),
                            ],
                        },
                        new Item
                        {
                            Key = "band", Kind = ItemKind.Single, Fact = AskedFact.CooperationBand, Text = LocalText.Of("How long have you been our customer?", "您与我们合作了多长时间？"),
                            Options =
                            [
                                Choice(nameof(CooperationBand.Under3Months), "Less than 3 months", "不足 3 个月"), Choice(nameof(CooperationBand.From3To6Months), "3 to 6 months", "3–6 个月"),
                                Choice(nameof(CooperationBand.From6To12Months), "6 months to 1 year", "6 个月–1 年"), Choice(nameof(CooperationBand.Over1Year), "More than 1 year", "1 年以上"),
                            ],
                        },
                    ],
                },
                new Dimension
                {
                    Key = "service", Title = LocalText.Of("Service quality", "服务质量"), Intro = LocalText.Of("How satisfied are you with …", "您对以下方面是否满意？"),
                    Items =
                    [
                        Rating("response_speed", "Response speed", "响应速度"),
                        Rating("resolution", "Efficiency of resolution", "问题解决效率"),
                        Rating("professionalism", "Professional skill of our staff", "服务人员专业水平"),
                        Rating("attitude", "Attitude of our staff", "服务态度"),
                        Rating("first_time", "Problems solved the first time", "一次性解决问题"),
                    ],
                },
                new Dimension
                {
                    Key = "product", Title = LocalText.Of("Product experience", "产品体验"), Intro = LocalText.Of("How satisfied are you with …", "您对以下方面是否满意？"),
                    Items =
                    [
                        Rating("feature_fit", "Features that fit your needs", "功能符合需求程度"),
                        Rating("stability", "Consistent quality", "质量稳定性"),
                        Rating("ease", "Ease of use", "易用性"),
                        Rating("value", "Value for money", "性价比"),
                    ],
                },
                new Dimension
                {
                    Key = "interaction", Title = LocalText.Of("Working with us", "互动体验"), Intro = LocalText.Of("How satisfied are you with …", "您对以下方面是否满意？"),
                    Items =
                    [
                        Rating("convenience", "Convenience of reaching us", "沟通渠道便捷性"),
                        Rating("accuracy", "Accuracy of what we tell you", "信息传递准确性"),
                        Rating("proactive", "Follow-up on our own initiative", "主动跟进情况"),
                        new Item
                        {
                            Key = "channels", Kind = ItemKind.Multi, Text = LocalText.Of("How do you prefer to be in touch with us?", "您偏好的沟通渠道？"), Hint = LocalText.Of("Choose as many as you like.", "可多选。"),
                            Options =
                            [
                                Choice("phone", "Phone", "电话"), Choice("email", "E-mail", "电子邮件"), Choice("wechat", "WeChat", "微信"),
                                Choice("chat", "Online chat", "在线客服"), Choice("visit", "Visit", "上门拜访"), Choice("portal", "Customer portal", "客户门户"),
                            ],
                        },
                    ],
                },
                new Dimension
                {
                    Key = "loyalty", Title = LocalText.Of("All in all", "总体评价"), InIndex = false,
                    Items =
                    [
                        Rating("overall", "How satisfied are you with us overall?", "您对我们的总体满意度如何？", required: true) with { Headline = true },
                        new Item
                        {
                            Key = "nps", Kind = ItemKind.Nps, Text = LocalText.Of("How likely are you to recommend us to a friend or colleague?", "您有多大可能将我们推荐给朋友或同事？"),
                            Low = LocalText.Of("Not at all likely", "完全不可能"), High = LocalText.Of("Extremely likely", "非常可能"),
                        },
                        new Item
                        {
                            Key = "stay", Kind = ItemKind.Single, Text = LocalText.Of("Do you intend to stay with us?", "您是否打算继续与我们合作？"),
                            Options = [Choice("yes", "Certainly", "一定会"), Choice("probably", "Probably", "可能会"), Choice("unsure", "Not sure", "不确定"), Choice("probably_not", "Probably not", "可能不会"), Choice("no", "No", "不会")],
                        },
                        new Item
                        {
                            Key = "compared", Kind = ItemKind.Single, Text = LocalText.Of("Compared with our competitors, we are …", "与同行相比，我们的表现："),
                            Options = [Choice("much_better", "Much better", "好很多"), Choice("better", "Better", "略好"), Choice("same", "About the same", "差不多"), Choice("worse", "Worse", "略差"), Choice("much_worse", "Much worse", "差很多"), Choice("unknown", "I cannot say", "不了解")],
                        },
                    ],
                },
                new Dimension
                {
                    Key = "words", Title = LocalText.Of("In your own words", "意见与建议"), InIndex = false,
                    Items =
                    [
                        new Item { Key = "improve", Kind = ItemKind.LongText, Text = LocalText.Of("What is most in need of improvement?", "您认为最需要改进的是什么？"), Hint = LocalText.Of("Please do not enter passwords or card numbers.", "请不要填写密码或银行卡号。") },
                        new Item { Key = "wishes", Kind = ItemKind.LongText, Text = LocalText.Of("Which new services do you wish for?", "您希望我们新增哪些服务？") },
                        new Item { Key = "advice", Kind = ItemKind.LongText, Text = LocalText.Of("Any other advice?", "其他意见或建议？") },
                    ],
                },
            ],
        },
        [Omnichannel] = OmnichannelService(),
        [NpsPulse] = Pulse(),
        [Effort] = EffortAfterContact(),
        [Event] = AfterEvent(),
        [NewProduct] = ProductResearch(),
    };

    static Item Rating(string key, string en, string zh, bool required = false) => new()
    {
        Key = key, Kind = ItemKind.Rating, Text = LocalText.Of(en, zh), Required = required,
        Low = LocalText.Of("Very dissatisfied", "非常不满意"), High = LocalText.Of("Very satisfied", "非常满意"),
    };

    static Option Choice(string key, string en, string zh) => new(key, LocalText.Of(en, zh));
}
