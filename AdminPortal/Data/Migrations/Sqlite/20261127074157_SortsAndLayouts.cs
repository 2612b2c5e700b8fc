using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SortsAndLayouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "list_layouts",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    page = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    layout = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_layouts", x => new { x.owner_id, x.page });
                });

            migrationBuilder.CreateIndex(
                name: "ix_ai_agents_last_synced_at_id",
                table: "ai_agents",
                columns: new[] { "last_synced_at", "id" },
                filter: "last_synced_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "list_layouts");

            migrationBuilder.DropIndex(
                name: "ix_ai_agents_last_synced_at_id",
                table: "ai_agents");
        }
    }
}
