using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class ScoresOfTeams : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_score_months_facet_facet_value_survey_id_wave_id_day",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.DropIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.AddColumn<bool>(
                name: "in_team",
                schema: "surveys",
                table: "score_months",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "ix_score_months_cells",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "in_team", "facet", "facet_value", "team_id", "survey_id", "wave_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "in_team", "facet", "day" },
                filter: "item in ('@headline', '@nps')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_score_months_cells",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.DropIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.DropColumn(
                name: "in_team",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.CreateIndex(
                name: "ix_score_months_facet_facet_value_survey_id_wave_id_day",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "facet", "facet_value", "survey_id", "wave_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "item", "facet", "day" },
                filter: "item in ('@headline', '@nps')");
        }
    }
}
